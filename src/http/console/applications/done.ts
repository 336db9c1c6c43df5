/** What has happened, by the word for it in an address. */
export const doneWords: ReadonlyMap<string, string> = new Map([
  ['created', 'The app is registered: it can sign in now.'],
  ['saved', 'Saved. It counts from the next request on.'],
  ['kept', 'Kept: it is yours now, and answered at its callback URLs alone.'],
  ['generated', 'The keys are generated.'],
  ['revoked', 'The secret is revoked: none is right until you generate another.'],
  ['enabled', 'It is answered again.'],
  ['disabled', 'It is answered no more, and has lost what it was given.'],
  ['withdrawn', 'Withdrawn: what it was given works no more.'],
  ['deleted', 'Deleted.'],
  ['gone', 'Nothing was done: that app is not there any more.'],
])
