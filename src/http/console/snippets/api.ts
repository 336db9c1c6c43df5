/**
 * Snippets for APIs: each is a whole resource server that takes the access tokens of this server, and
 * knows no more of it than its issuer (RFC 9068 §4). The tests run them as they are shown.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import { addressOf, literal, quoted, type Snippet, shellWord } from './snippet.ts'

/** The API that a snippet is written for. */
export interface ApiFor {
  readonly issuer: string
  readonly at?: (path: string) => string
  /** What its tokens have as aud. */
  readonly audience: string
  readonly typ: 'at+jwt' | 'JWT'
}

export function springBoot({ issuer, audience }: ApiFor): Snippet {
  return {
    title: 'Spring Boot (3.5 or later)',
    language: 'java',
    code: `// With spring-boot-starter-web and spring-boot-starter-oauth2-resource-server
package com.example;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Api {
  static final String ISSUER = ${quoted(issuer)};
  static final String AUDIENCE = ${quoted(audience)};

  // Spring's usual decoder refuses tokens of type at+jwt (RFC 9068); this one wants them.
  @Bean
  JwtDecoder jwtDecoder() {
    var decoder = NimbusJwtDecoder.withIssuerLocation(ISSUER).validateType(false).build();
    var anyClient = new JwtClaimValidator<>("client_id", Objects::nonNull);
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .validators(all -> all.put("client_id", anyClient))
            .build());
    return decoder;
  }

  // A scope api:read is the authority SCOPE_api:read.
  @GetMapping("/")
  Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
    return token.getClaims();
  }

  public static void main(String[] args) {
    SpringApplication.run(Api.class, args);
  }
}
`,
  }
}

export function springProperties({ issuer, audience }: ApiFor): Snippet {
  return {
    title: 'Spring Boot by properties alone',
    language: 'properties',
    code: `# application.properties, for a client or a realm that has access_token_typ: JWT in fragrant.yaml
spring.security.oauth2.resourceserver.jwt.issuer-uri=${issuer}
spring.security.oauth2.resourceserver.jwt.audiences=${audience}
`,
  }
}

export function aspNet({ issuer, audience, typ }: ApiFor): Snippet {
  const http = issuer.startsWith('http://')
    ? '\n  options.RequireHttpsMetadata = false; // this issuer speaks plain http'
    : ''
  return {
    title: 'ASP.NET Core',
    language: 'csharp',
    code: `// dotnet add package Microsoft.AspNetCore.Authentication.JwtBearer
using System.Security.Claims;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication("Bearer").AddJwtBearer(options =>
{
  options.Authority = ${quoted(issuer)};
  options.Audience = ${quoted(audience)};${http}
  options.MapInboundClaims = false; // sub stays sub
  options.TokenValidationParameters.ValidTypes = [${quoted(typ)}];
});

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (ClaimsPrincipal user) => user.Claims.Select(claim => new { claim.Type, claim.Value }))
  .RequireAuthorization();
app.Run();
`,
  }
}

export function fastApi({ issuer, audience, typ }: ApiFor): Snippet {
  return {
    title: 'FastAPI',
    language: 'python',
    code: `# pip install fastapi uvicorn "pyjwt[crypto]"
import json
from typing import Annotated
from urllib.request import urlopen

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = ${quoted(issuer)}
AUDIENCE = ${quoted(audience)}

with urlopen(f"{ISSUER}${realmPaths.openidMetadata}") as answer:
    keys = jwt.PyJWKClient(json.load(answer)["jwks_uri"])


def token_claims(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict:
    try:
        token = jwt.decode_complete(
            bearer.credentials,
            keys.get_signing_key_from_jwt(bearer.credentials),
            algorithms=["RS256", "ES256", "EdDSA"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": ["exp", "sub", "client_id"]},  # an ID Token has no client_id
        )
    except jwt.PyJWTError as error:
        raise HTTPException(401, str(error), {"WWW-Authenticate": "Bearer"}) from error
    if token["header"].get("typ") != ${quoted(typ)}:
        raise HTTPException(401, "not an access token", {"WWW-Authenticate": "Bearer"})
    return token["payload"]


app = FastAPI()


@app.get("/")
def me(claims: Annotated[dict, Depends(token_claims)]) -> dict:
    return claims
`,
  }
}

export function go({ issuer, audience }: ApiFor): Snippet {
  return {
    title: 'Go',
    language: 'go',
    code: `// go get github.com/coreos/go-oidc/v3/oidc
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

const issuer = ${quoted(issuer)}
const audience = ${quoted(audience)}

func main() {
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		log.Fatal(err)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: audience}) // it compares aud with ClientID
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		var claims map[string]any
		token, err := verifier.Verify(r.Context(), bearer)
		if err == nil {
			err = token.Claims(&claims)
		}
		if err != nil || claims["client_id"] == nil { // an ID Token has no client_id
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "a valid access token is needed", http.StatusUnauthorized)
			return
		}
		json.NewEncoder(w).Encode(claims)
	})
	log.Fatal(http.ListenAndServe("localhost:"+cmp.Or(os.Getenv("PORT"), "8080"), nil))
}
`,
  }
}

export function express({ issuer, audience, typ }: ApiFor): Snippet {
  const strict = typ === 'at+jwt' ? '\n    strict: true, // access tokens by RFC 9068 only' : ''
  return {
    title: 'Express',
    language: 'js',
    code: `// npm install express express-oauth2-jwt-bearer
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'

const app = express()
app.use(
  auth({
    issuerBaseURL: ${literal(issuer)},
    audience: ${literal(audience)},${strict}
  }),
)
app.get('/', (request, response) => response.json(request.auth.payload))
app.listen(process.env.PORT ?? 3000)
`,
  }
}

/** A test needs no browser to get a token where nobody is asked. */
export function curlToken(api: ApiFor): Snippet {
  const query = new URLSearchParams({
    response_type: 'token',
    client_id: 'tests',
    redirect_uri: 'http://localhost/cb',
    scope: 'openid',
    audience: api.audience,
  })
  return {
    title: 'A token for a test (curl)',
    language: 'sh',
    code: `# With login: { mode: auto, user: alice } and consent: auto in fragrant.yaml
curl -s -o /dev/null -w '%{redirect_url}' \\
  ${shellWord(`${addressOf(api, realmPaths.authorize)}?${query}`)} |
  sed 's/.*access_token=\\([^&]*\\).*/\\1/'
`,
  }
}

const makers = [springBoot, springProperties, aspNet, fastApi, go, express, curlToken]

/** All snippets for `api`. */
export function apiSnippets(api: ApiFor): readonly Snippet[] {
  return makers.map((maker) => maker(api))
}
