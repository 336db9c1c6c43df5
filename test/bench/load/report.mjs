/**
 * What is printed: lines for people, or one JSON document.
 *
 * @module
 */
import { cpus } from 'node:os'
import process from 'node:process'

/** Lines are printed as they come; `--json` collects them. */
export function createReport({ json }) {
  const rows = []
  const conditions = {}
  const print = (line) => {
    if (!json) process.stdout.write(`${line}\n`)
  }
  return {
    begin({ peer, quick }) {
      Object.assign(conditions, { node: process.version, cpus: cpus().length, peer, quick })
      print(`node ${process.version}, ${cpus().length} cpus${quick ? ', quick' : ''}`)
      if (!peer) print('oidc-provider is not beside: npm run bench -- --oidc-provider <folder>')
    },
    heading(text) {
      print(`\n${text}`)
    },
    /** A figure without a comparison, such as microseconds of CPU per request. */
    figure(what, figure, unit, goal) {
      rows.push({ what, figure, unit, ...(goal !== undefined && { goal: `<= ${goal}` }) })
      print(
        line(
          what,
          `${format(figure)} ${unit}`,
          goal === undefined ? '' : verdict(figure <= goal, `<= ${goal}`),
        ),
      )
    },
    /** How Fragrant stands beside something else; `goal` is the least that `cpu` should be. */
    ratio(what, { cpu, rate }, goal) {
      rows.push({ what, cpu, rate, ...(goal !== undefined && { goal: `>= ${goal}` }) })
      const figures = [
        ...(cpu === undefined ? [] : [`cpu ${format(cpu)}`]),
        ...(rate === undefined ? [] : [`rate ${format(rate)}`]),
      ]
      print(
        line(
          what,
          figures.join('  '),
          goal === undefined ? '' : verdict((cpu ?? rate) >= goal, `>= ${goal}`),
        ),
      )
    },
    /** How many times as long as something else; `goal` is the most that it should be. */
    times(what, figure, goal) {
      rows.push({ what, times: figure, ...(goal !== undefined && { goal: `<= ${goal}` }) })
      print(
        line(
          what,
          `${format(figure)} x`,
          goal === undefined ? '' : verdict(figure <= goal, `<= ${goal}`),
        ),
      )
    },
    end() {
      if (json) process.stdout.write(`${JSON.stringify({ conditions, rows }, null, 2)}\n`)
    },
  }
}

const line = (what, figures, verdictText) =>
  `  ${what.padEnd(52)} ${figures.padEnd(24)} ${verdictText}`.trimEnd()

const verdict = (isMet, goal) => `${isMet ? 'met' : 'MISSED'} (${goal})`

function format(figure) {
  if (Math.abs(figure) >= 100) return figure.toFixed(0)
  return Math.abs(figure) >= 10 ? figure.toFixed(1) : figure.toFixed(3)
}
