import { ConfigError, faultLine } from '../config/fault.ts'
import { version } from '../version.ts'
import { type Arguments, readArguments } from './arguments.ts'
import { checkConfig } from './check-config.ts'
import { type Console, type ExitCode, exitCodes, forTerminal } from './console.ts'
import { usage } from './usage.ts'

/** Runs the command that `argv` asks for. Resolves to the exit code, for `serve` once it listens. */
export async function run(argv: readonly string[], console: Console): Promise<ExitCode> {
  const asked = readArguments(argv)
  switch (asked.kind) {
    case 'help':
      console.output.write(usage)
      return exitCodes.done
    case 'version':
      console.output.write(`${version}\n`)
      return exitCodes.done
    case 'misused':
      console.errors.write(`${asked.problem}\nSee fragrant --help.\n`)
      return exitCodes.usage
    case 'run':
      return tellingFaults(console, () => runCommand(asked, console))
    case 'keys': {
      const { runKeys } = await import('./keys.ts')
      return tellingFaults(console, () => runKeys(asked, console))
    }
    case 'init': {
      const { writeConfiguration } = await import('./init/init.ts')
      return writeConfiguration(asked.name, console)
    }
    case 'doctor': {
      const { examine } = await import('./doctor/doctor.ts')
      return tellingFaults(console, () => examine(asked, console))
    }
    case 'token': {
      const { printToken } = await import('./token/token.ts')
      return tellingFaults(console, () => printToken(asked, console))
    }
  }
}

async function tellingFaults(console: Console, act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const lines = error.faults.map(faultLine)
    console.errors.write(forTerminal(`The configuration cannot be used:\n${lines.join('\n')}\n`))
    return exitCodes.configuration
  }
}

async function runCommand(
  { command, flags }: Extract<Arguments, { kind: 'run' }>,
  console: Console,
): Promise<ExitCode> {
  switch (command) {
    case 'serve': {
      const { serve } = await import('./serve/serve.ts')
      return await serve(flags, console)
    }
    case 'check-config':
      return checkConfig(flags, console)
    case 'health': {
      const { askHealth } = await import('./health.ts')
      return await askHealth(flags, console)
    }
    case 'hash-password': {
      const { printPasswordHash } = await import('./hash-password.ts')
      return await printPasswordHash(console)
    }
  }
}
