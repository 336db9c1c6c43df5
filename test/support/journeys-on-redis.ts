import { startRedis } from './redis-server.ts'

/** Starts a Redis that the servers of all tests have. */
export async function setup(): Promise<() => Promise<void>> {
  const redis = await startRedis()
  process.env['TEST_STORE'] = redis.url
  return async () => {
    const kept = Number(redis.ask('DBSIZE'))
    await redis.stop()
    if (kept === 0) throw new Error('The servers of the tests kept nothing on Redis.')
  }
}
