/** What a browser brings along. */
export interface Browser {
  /** The secret of its session cookie. */
  readonly sessionId: string | undefined
  /** The value of its binding cookie. */
  readonly binding: string | undefined
  /** What it says that it is (`User-Agent`). */
  readonly userAgent?: string | undefined
  /** What its check_session page compares. */
  readonly state?: string | undefined
  /**
   * The origin of the page of another site that has sent it here, `null` when that would not say;
   * undefined when no other site has (Fetch Metadata §2.3, `Sec-Fetch-Site`).
   */
  readonly sentBy?: string | undefined
  /** Whether it keeps its cookies back, for another site has framed the request (Storage Access Headers). */
  readonly keepsCookiesBack?: boolean | undefined
}
