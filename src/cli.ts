#!/usr/bin/env node
import process from 'node:process'
import { run } from './cli/run.ts'

process.exitCode = await run(process.argv.slice(2), {
  // biome-ignore lint/style/noProcessEnv: the one place that reads the environment
  environment: process.env,
  folder: process.cwd(),
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
})
