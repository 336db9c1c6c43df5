import { describe, expect, it } from 'vitest'
import { answerIn, claimsOf, completed, createFlows, stepIn } from '../../support/flows.ts'

const chooses = { prompt: 'select_account' }

/** Alice, who has approved the app for good, is asked which account to use. */
async function aliceIsShown() {
  const flows = createFlows()
  const { browser } = await completed(flows, 'alice', { decision: 'remember' })
  const step = stepIn(await flows.authorize(chooses, browser), 'choose-account')
  return { flows, browser, step }
}

/** Meanwhile bob, who has approved the app too, signs in in another tab of the browser. */
async function bobSignsIn({ flows, browser }: Awaited<ReturnType<typeof aliceIsShown>>) {
  const changes = { prompt: 'login' }
  const bob = await completed(flows, 'bob', { browser, changes, decision: 'remember' })
  return bob.browser
}

describe('the account page', () => {
  it('goes on as the user whom it showed', async () => {
    const { flows, browser, step } = await aliceIsShown()
    const form = { csrf: step.csrf, choice: 'continue', pick: undefined }
    const outcome = await flows.chooseAccount.submit(step.id, form, browser)
    if (outcome.kind !== 'chosen') throw new Error('chosen')
    expect(claimsOf(answerIn(outcome.outcome)['id_token'])['sub']).toBe('alice')
  })

  it('goes on as the user whom one click chooses, where that is offered', async () => {
    for (const [picker, sub] of [
      [true, 'bob'],
      [false, 'alice'],
    ] as const) {
      const flows = createFlows({ picker, autoConsent: true })
      const { browser } = await completed(flows)
      const { id, csrf } = stepIn(await flows.authorize(chooses, browser), 'choose-account')
      const form = { csrf, choice: 'continue', pick: 'bob' }
      const outcome = await flows.chooseAccount.submit(id, form, browser)
      if (outcome.kind === 'gone') throw new Error('chosen')
      expect(claimsOf(answerIn(outcome.outcome)['id_token'])['sub']).toBe(sub)
    }
  })

  it('hands out nothing of another user who has signed in since, but asks anew (ASVS 7.2.4)', async () => {
    const at = await aliceIsShown()
    const { flows, step } = at
    const browser = await bobSignsIn(at)
    const form = { csrf: step.csrf, choice: 'continue', pick: undefined }
    const outcome = await flows.chooseAccount.submit(step.id, form, browser)
    if (outcome.kind !== 'chosen') throw new Error('chosen')
    const again = stepIn(outcome.outcome, 'choose-account')
    expect(await flows.chooseAccount.show(again.id, browser)).toMatchObject({
      kind: 'ask',
      user: { sub: 'bob' },
    })
  })

  it('shows nobody else under the address of a page that showed alice', async () => {
    const at = await aliceIsShown()
    const browser = await bobSignsIn(at)
    const shown = await at.flows.chooseAccount.show(at.step.id, browser)
    if (shown.kind !== 'moved-on') throw new Error('moved on')
    expect(stepIn(shown.outcome, 'choose-account').id).not.toBe(at.step.id)
  })
})
