/**
 * The claims that a form has a field for, and how each is written there (OIDC Core §5.1).
 *
 * @module
 */

import type { Claims, ClaimValue } from '../../../protocol/user.ts'

/** How a claim is typed. */
interface Writing {
  readonly control: 'line' | 'lines' | 'flag'
  /** Undefined where a value cannot be typed so. */
  write(value: ClaimValue): string | undefined
  /** What cannot be read stays text: whoever judges claims says what is wrong. */
  read(typed: string): ClaimValue
}

const asText = (value: ClaimValue) => (typeof value === 'string' ? value : undefined)

const line: Writing = { control: 'line', write: asText, read: (typed) => typed }

const lines: Writing = {
  control: 'lines',
  write: asText,
  // a form sends the ends of its lines so (HTML §4.10.21.4)
  read: (typed) => typed.replaceAll('\r\n', '\n'),
}

const flag: Writing = {
  control: 'flag',
  write: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  read: (typed) => (typed === 'true' || typed === 'false' ? typed === 'true' : typed),
}

const seconds: Writing = {
  control: 'line',
  write: (value) => (typeof value === 'number' ? String(value) : undefined),
  read: (typed) => (/^\d{1,15}$/.test(typed.trim()) ? Number(typed) : typed),
}

const list: Writing = {
  control: 'line',
  write: (value) => (Array.isArray(value) && value.every(isOfList) ? value.join(', ') : undefined),
  read: (typed) => typed.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])),
}

const isOfList = (one: ClaimValue): boolean =>
  typeof one === 'string' && one === one.trim() && one !== '' && !/[,\r\n]/.test(one)

export interface ClaimField {
  /** The name of the claim, or of a member of `address`. */
  readonly path: readonly [string] | readonly ['address', string]
  readonly label: string
  readonly hint?: string
  readonly writing: Writing
}

const field = (name: string, label: string, writing = line, hint?: string): ClaimField => ({
  ...{ path: [name], label, writing },
  ...(hint !== undefined && { hint }),
})

const ofAddress = (member: string, label: string, writing = line): ClaimField => ({
  ...{ path: ['address', member], label, writing },
})

export const nameField = field('name', 'Full name')
export const emailField = field('email', 'E-mail')
export const rolesField = field('roles', 'Roles', list, 'With commas between them.')

export const claimGroups: readonly {
  readonly legend: string
  readonly fields: readonly ClaimField[]
}[] = [
  {
    legend: 'Name',
    fields: [
      nameField,
      field('given_name', 'Given name'),
      field('family_name', 'Family name'),
      field('middle_name', 'Middle name'),
      field('nickname', 'Nickname'),
      field('preferred_username', 'Preferred user name'),
    ],
  },
  {
    legend: 'Contact and roles',
    fields: [
      emailField,
      field('email_verified', 'E-mail verified', flag),
      field('phone_number', 'Phone number'),
      field('phone_number_verified', 'Phone number verified', flag),
      rolesField,
    ],
  },
  {
    legend: 'Address',
    fields: [
      ofAddress('street_address', 'Street and number', lines),
      ofAddress('postal_code', 'Postal code'),
      ofAddress('locality', 'Town'),
      ofAddress('region', 'Region'),
      ofAddress('country', 'Country'),
      ofAddress('formatted', 'The whole address, as on a letter', lines),
    ],
  },
  {
    legend: 'Profile',
    fields: [
      field('profile', 'Profile page'),
      field('picture', 'Picture', line, 'Its address.'),
      field('website', 'Website'),
      field('gender', 'Gender'),
      field('birthdate', 'Birthday', line, 'Such as 1990-12-31.'),
      field('zoneinfo', 'Time zone', line, 'Such as Europe/Paris.'),
      field('locale', 'Language', line, 'Such as fr-CA.'),
      field('updated_at', 'Updated at', seconds, 'Seconds since 1970.'),
    ],
  },
]

export const claimFields = claimGroups.flatMap(({ fields }) => fields)

const membersOf = (value: unknown): Claims =>
  // claims are JSON data
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : {}

/** The value of a field among claims. */
export function valueAt(claims: Claims, [name, member]: ClaimField['path']) {
  return member === undefined ? claims[name] : membersOf(claims[name])[member]
}

export function withValueAt(
  claims: Claims,
  [name, member]: ClaimField['path'],
  value: ClaimValue,
): Claims {
  return {
    ...claims,
    [name]: member === undefined ? value : { ...membersOf(claims[name]), [member]: value },
  }
}

/** Claims without the value of a field; an address of nothing is gone too. */
export function withoutValueAt(claims: Claims, [name, member]: ClaimField['path']): Claims {
  const { [name]: before, ...others } = claims
  if (member === undefined || before === undefined) return others
  const { [member]: _, ...rest } = membersOf(before)
  return Object.keys(rest).length === 0 ? others : { ...claims, [name]: rest }
}
