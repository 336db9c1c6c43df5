/** What there is nothing to wait for most of the time: then it costs no promise. It is always awaited. */
export type Awaitable<Value> = Value | Promise<Value>
