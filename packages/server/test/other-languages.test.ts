import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from './open.ts'

const root = resolve(import.meta.dirname, '../../..')
const vectorsFile = join(root, 'docs/vectors/public-tokens.json')
const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8')) as {
  issuer: string
  audience: string
  jwks: { keys: { kid: string; x: string }[] }
  tokens: { name: string; token: string; holds: boolean }[]
}
const guide = (name: string) => readFileSync(join(root, 'docs/guides', name), 'utf8')

/** The code of one language in a guide. */
const codeIn = (text: string, language: string): string =>
  new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? ''

interface Language {
  /** What has to be there; its status says whether it is. */
  readonly needs: readonly [command: string, ...args: string[]]
  /** Writes the guide's code and a program around it, and runs it. Out: what it printed. */
  run(code: string, folder: string): string
}

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8' })

/** A Python that has PyJWT: the first on the PATH, or Debian's. */
const python =
  ['python3', '/usr/bin/python3'].find(
    (one) => spawnSync(one, ['-c', 'import jwt, cryptography']).status === 0,
  ) ?? 'python3'

/** Each prints the names of the tokens that hold, one a line. */
const languages: Readonly<Record<string, Language>> = {
  python: {
    needs: [python, '-c', 'import jwt, cryptography'],
    run(code, folder) {
      writeFileSync(
        join(folder, 'main.py'),
        `${code}
import json, sys
vectors = json.load(open(sys.argv[1]))
for one in vectors["tokens"]:
    try:
        verify(one["token"], vectors["jwks"])
        print(one["name"])
    except jwt.InvalidTokenError:
        pass
`,
      )
      return run(folder, python, 'main.py', vectorsFile)
    },
  },
  go: {
    needs: ['go', 'version'],
    run(code, folder) {
      writeFileSync(join(folder, 'go.mod'), 'module vectors\n\ngo 1.18\n')
      writeFileSync(join(folder, 'verify.go'), code)
      writeFileSync(
        join(folder, 'main.go'),
        `package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	text, _ := os.ReadFile(os.Args[1])
	var vectors struct {
		Jwks   struct{ Keys []struct{ Kid, X string } }
		Tokens []struct{ Name, Token string }
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		panic(err)
	}
	keys := map[string]ed25519.PublicKey{}
	for _, key := range vectors.Jwks.Keys {
		x, _ := base64.RawURLEncoding.DecodeString(key.X)
		keys[key.Kid] = x
	}
	for _, one := range vectors.Tokens {
		if _, err := Verify(one.Token, keys, "ztoken", "ztoken"); err == nil {
			fmt.Println(one.Name)
		}
	}
}
`,
      )
      return run(folder, 'go', 'run', '.', vectorsFile)
    },
  },
  java: {
    needs: ['javac', '-version'],
    run(code, folder) {
      writeFileSync(join(folder, 'Tokens.java'), code)
      writeFileSync(
        join(folder, 'Main.java'),
        `import java.util.*;
import java.util.regex.*;

final class Json {
  /** A flat object of texts and whole numbers. */
  static Map<String, Object> object(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) throw new IllegalArgumentException();
    Map<String, Object> found = new HashMap<>();
    Matcher members = Pattern.compile("\\"(\\\\w+)\\":(?:\\"([^\\"]*)\\"|(\\\\d+))").matcher(text);
    while (members.find())
      found.put(members.group(1), members.group(3) == null ? members.group(2) : Long.valueOf(members.group(3)));
    return found;
  }
}

final class Main {
  public static void main(String[] args) {
    Map<String, String> keys = Map.of(args[0], args[1]);
    for (int at = 2; at < args.length; at += 2)
      if (Tokens.verify(args[at + 1], keys, "ztoken", "ztoken").isPresent())
        System.out.println(args[at]);
  }
}
`,
      )
      run(folder, 'javac', 'Main.java', 'Tokens.java')
      const [key] = vectors.jwks.keys
      const tokens = vectors.tokens.flatMap(({ name, token }) => [name, token])
      return run(folder, 'java', '-cp', '.', 'Main', String(key?.kid), String(key?.x), ...tokens)
    },
  },
}

const expected = vectors.tokens.filter(({ holds }) => holds).map(({ name }) => name)

describe('the tokens for verifiers in other languages', () => {
  it('are judged by another library as they say', async () => {
    const keys = createLocalJWKSet(vectors.jwks as never)
    const judged = await Promise.all(
      vectors.tokens.map(({ name, token }) =>
        jwtVerify(token, keys, {
          algorithms: ['EdDSA'],
          issuer: vectors.issuer,
          audience: vectors.audience,
          typ: 'at+jwt',
          requiredClaims: ['exp'],
        }).then(
          () => [name],
          () => [],
        ),
      ),
    )
    expect(judged.flat()).toEqual(expected)
  })

  for (const [language, { needs, run: judge }] of Object.entries(languages)) {
    const [command, ...args] = needs
    const isThere = spawnSync(command, args).status === 0
    it.skipIf(!isThere)(
      `are judged as they say by the guide’s code in ${language}${isThere ? '' : `: skipped, ${command} is not here`}`,
      () => {
        const code = codeIn(guide('other-languages.md'), language)
        expect(codeIn(guide('other-languages.zh-CN.md'), language)).toBe(code)
        expect(judge(code, temporaryDirectory()).trim().split('\n')).toEqual(expected)
      },
    )
  }
})
