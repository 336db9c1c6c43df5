import { text } from '../../protocol/register/value.ts'
import { defaults } from './default-said.ts'

/** How `whose` pages look; `said` is what holds where it is left out. */
export const brandMembers = (whose: string, said: string) => ({
  logo: text('the path of a picture: SVG, PNG, JPEG or WebP, at most 256 kB')
    .optional()
    .meta({
      title: 'Logo',
      description: `A picture at the top of ${whose}, from a file that this server shows itself.`,
    })
    .register(defaults, { said }),
  colour: text('a colour such as #5b3a8e (with #, it needs quotes)', /^#[0-9a-f]{6}$/i)
    .optional()
    .meta({
      title: 'Colour',
      description: `The colour of ${whose}; what is written on it, and links in it, are made to be read in light and dark.`,
    })
    .register(defaults, { said }),
})
