/**
 * How the snippet of each language becomes an API that runs: it is written into a file as it is shown.
 *
 * @module
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type ApiFor,
  express,
  fastApi,
  go,
  springBoot,
  springProperties,
} from '../../src/http/console/snippets/api.ts'
import { type Command, run } from './process.ts'

export interface Language {
  readonly name: string
  /** Commands that must be installed. */
  readonly needs: readonly string[]
  /** The type of access token that its APIs take. */
  readonly typ: ApiFor['typ']
  /** Fills a folder with an API that is ready to run. */
  prepare(folder: string, api: ApiFor): Promise<void>
  /** How it runs on a port of localhost. */
  command(folder: string, port: string): Command
}

function write(folder: string, file: string, text: string): void {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const dependency = (artifact: string) =>
  `<dependency><groupId>org.springframework.boot</groupId><artifactId>${artifact}</artifactId></dependency>`

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.5.6</version>
    <relativePath/>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>api</artifactId>
  <version>1</version>
  <properties><java.version>17</java.version></properties>
  <dependencies>
    ${dependency('spring-boot-starter-web')}
    ${dependency('spring-boot-starter-oauth2-resource-server')}
  </dependencies>
  <build>
    <finalName>api</finalName>
    <plugins><plugin>
      <groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>
    </plugin></plugins>
  </build>
</project>
`

/** An API as Spring's guide has it, without a word of tokens: that is what the properties are for. */
const plainApi = `package com.example;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.*;
@SpringBootApplication
@RestController
public class Api {
  @GetMapping("/")
  Map<String, Object> me(@AuthenticationPrincipal Jwt token) { return token.getClaims(); }
  public static void main(String[] args) { SpringApplication.run(Api.class, args); }
}
`

const maven = (folder: string) => run(folder, 'mvn', '-q', '-B', '-ntp', 'package')

const spring = {
  needs: ['mvn', 'java'],
  command: (_folder: string, port: string) => ({
    command: 'java',
    args: ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', 'target/api.jar'],
    env: { SERVER_PORT: port, SERVER_ADDRESS: 'localhost' },
  }),
}

const source = 'src/main/java/com/example/Api.java'

export const languages: readonly Language[] = [
  {
    ...spring,
    name: 'Spring Boot',
    typ: 'at+jwt',
    async prepare(folder, api) {
      write(folder, 'pom.xml', pom)
      write(folder, source, springBoot(api).code)
      await maven(folder)
    },
  },
  {
    ...spring,
    name: 'Spring Boot by properties',
    typ: 'JWT',
    async prepare(folder, api) {
      write(folder, 'pom.xml', pom)
      write(folder, source, plainApi)
      write(folder, 'src/main/resources/application.properties', springProperties(api).code)
      await maven(folder)
    },
  },
  {
    name: 'FastAPI',
    needs: ['python3'],
    typ: 'at+jwt',
    async prepare(folder, api) {
      write(folder, 'api.py', fastApi(api).code)
      await run(folder, 'python3', '-m', 'venv', 'venv')
      const packages = ['fastapi==0.*', 'uvicorn==0.*', 'pyjwt[crypto]==2.*']
      await run(folder, 'venv/bin/pip', 'install', '--quiet', ...packages)
    },
    command: (_folder, port) => ({
      command: 'venv/bin/uvicorn',
      args: ['api:app', '--host', 'localhost', '--port', port],
    }),
  },
  {
    name: 'Go',
    needs: ['go'],
    typ: 'at+jwt',
    async prepare(folder, api) {
      write(folder, 'main.go', go(api).code)
      await run(folder, 'go', 'mod', 'init', 'example.com/api')
      await run(folder, 'go', 'get', 'github.com/coreos/go-oidc/v3/oidc@v3')
      await run(folder, 'go', 'build', '-o', 'api', '.')
    },
    command: (folder, port) => ({ command: join(folder, 'api'), args: [], env: { PORT: port } }),
  },
  {
    name: 'Express',
    needs: ['npm'],
    typ: 'at+jwt',
    async prepare(folder, api) {
      write(folder, 'package.json', '{ "private": true }')
      write(folder, 'api.mjs', express(api).code)
      const packages = ['express@5', 'express-oauth2-jwt-bearer@1']
      await run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...packages)
    },
    command: (_folder, port) => ({ command: 'node', args: ['api.mjs'], env: { PORT: port } }),
  },
]
