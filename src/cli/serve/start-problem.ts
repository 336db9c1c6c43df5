import type { Config } from '../../config/config.ts'

type Address = Pick<Config, 'host' | 'port'>

const problems: Readonly<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} is already in use on ${host}. Stop the other program, or choose another port: fragrant --port ${otherPort(port)}`,
  EACCES: ({ port }) =>
    `Port ${port} may not be opened by this user. Choose a port from 1024 on: fragrant --port 9400`,
  EADDRNOTAVAIL: ({ host }) =>
    `This machine has no address ${host}. Choose another host: fragrant --host localhost`,
  ENOTFOUND: ({ host }) =>
    `The host ${host} is not known here. Choose another host: fragrant --host localhost`,
  EAI_AGAIN: ({ host }) =>
    `The host ${host} cannot be looked up now. Choose another host: fragrant --host localhost`,
  EAFNOSUPPORT: ({ host }) =>
    `This machine cannot listen on ${host}. Choose another host: fragrant --host localhost`,
}

const listening = ['listen', 'bind', 'getaddrinfo']

/** Why the server cannot start, in one line; where it cannot listen, with what to do. */
export function startProblem(error: unknown, address: Address): string {
  const { code = '', syscall = '', message = String(error) } = error as NodeJS.ErrnoException
  const told = listening.includes(syscall) ? problems[code]?.(address) : undefined
  return told ?? `Fragrant cannot start: ${message.split('\n', 1)[0]}`
}

const otherPort = (port: number): number => (port + 100 > 65_535 ? port - 100 : port + 100)
