// Tells an app that frames this page whether its session_state still holds (OIDC Session §3.2).
// Everything here is ECMAScript 5, for apps on old engines frame it too.
;(function () {
  'use strict'
  var cookieName = document.body.getAttribute('data-cookie')
  var signedOut = document.body.getAttribute('data-signed-out')
  var barred = false

  function readCookie(name) {
    var pairs = document.cookie.split(';')
    for (var at = 0; at < pairs.length; at += 1) {
      var pair = pairs[at].replace(/^ +/, '')
      if (pair.indexOf(name + '=') === 0) return pair.slice(name.length + 1)
    }
    return ''
  }

  // A browser may keep cookies from frames of other sites. Then nothing is known, which is not the
  // same as signed out: an app that took it for that would send its user away.
  function keepsCookies() {
    var https = location.protocol === 'https:'
    var name = (https ? '__Host-' : '') + 'fragrant_probe'
    var attributes = '; Path=/; SameSite=' + (https ? 'None; Secure' : 'Lax')
    document.cookie = name + '=1' + attributes
    var kept = readCookie(name) === '1'
    document.cookie = name + '=; Max-Age=0' + attributes
    return kept
  }

  function browserState() {
    var state = readCookie(cookieName)
    if (state !== '') return state
    return !barred && keepsCookies() ? signedOut : undefined
  }

  // SHA-256 (FIPS 180-4): crypto.subtle answers later, and is not there on http and old engines.
  function constants(root, count) {
    var words = []
    for (var candidate = 2; words.length < count; candidate += 1) {
      var isPrime = true
      for (var factor = 2; factor * factor <= candidate; factor += 1) {
        if (candidate % factor === 0) isPrime = false
      }
      // biome-ignore lint/style/useExponentiationOperator: it is not ECMAScript 5
      var power = Math.pow(candidate, 1 / root)
      if (isPrime) words.push(((power - Math.floor(power)) * 4294967296) | 0)
    }
    return words
  }
  var rounds = constants(3, 64)
  var start = constants(2, 8)

  function turn(word, by) {
    return (word >>> by) | (word << (32 - by))
  }

  // The bytes of an ASCII text, padded, as words of 32 bits.
  function toWords(text) {
    var words = []
    var length = ((text.length + 8) >> 6) * 16 + 16
    for (var index = 0; index < length; index += 1) words.push(0)
    for (var at = 0; at < text.length; at += 1) {
      words[at >> 2] |= (text.charCodeAt(at) & 255) << (24 - (at % 4) * 8)
    }
    words[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8)
    words[length - 1] = text.length * 8
    return words
  }

  function schedule(words, from) {
    var all = words.slice(from, from + 16)
    for (var at = 16; at < 64; at += 1) {
      var early = all[at - 15]
      var late = all[at - 2]
      var small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
      var large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
      all.push((all[at - 16] + small + all[at - 7] + large) | 0)
    }
    return all
  }

  function compress(state, words) {
    var s = state.slice()
    for (var at = 0; at < 64; at += 1) {
      var high = turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)
      var choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      var first = s[7] + high + choice + rounds[at] + words[at]
      var low = turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)
      var majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      s.pop()
      s.unshift((first + low + majority) | 0)
      s[4] = (s[4] + first) | 0
    }
    for (var index = 0; index < 8; index += 1) s[index] = (s[index] + state[index]) | 0
    return s
  }

  function base64url(words) {
    var letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    var text = ''
    for (var bit = 0; bit < 256; bit += 6) {
      var index = 0
      for (var at = bit; at < bit + 6; at += 1) {
        var one = at < 256 ? (words[at >> 5] >>> (31 - (at % 32))) & 1 : 0
        index = index * 2 + one
      }
      text += letters.charAt(index)
    }
    return text
  }

  function sha256(text) {
    var words = toWords(text)
    var state = start
    for (var from = 0; from < words.length; from += 16) {
      state = compress(state, schedule(words, from))
    }
    return base64url(state)
  }

  // client_id, a space, session_state; a client_id may have spaces of its own.
  var wellFormed = /^([\x20-\x7e]{1,256}) ([\w-]{1,128})\.([\w-]{1,128})$/

  function judge(message, origin) {
    var parts = typeof message === 'string' ? wellFormed.exec(message) : null
    if (parts === null) return 'error'
    var state = browserState()
    if (state === undefined) return 'error'
    var hash = sha256(parts[1] + ' ' + origin + ' ' + state + ' ' + parts[3])
    return hash === parts[2] ? 'unchanged' : 'changed'
  }

  function answer(event) {
    // A page without an origin has no session_state, and cannot be answered by its origin.
    if (!event.source || !/^https?:/.test(event.origin)) return
    var said
    try {
      said = judge(event.data, event.origin)
    } catch (_error) {
      // a frame in a sandbox may not even look for cookies
      said = 'error'
    }
    event.source.postMessage(said, event.origin)
  }

  if (document.hasStorageAccess) {
    document.hasStorageAccess().then(
      function (has) {
        barred = !has
      },
      function () {}
    )
  }
  window.addEventListener('message', answer, false)
})()
