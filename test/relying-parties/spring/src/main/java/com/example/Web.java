package com.example;

import java.net.URI;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientProperties;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientPropertiesMapper;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web app that signs its users in by oauth2Login, as Spring Boot has it by default. */
@SpringBootApplication
@EnableConfigurationProperties(OAuth2ClientProperties.class)
@RestController
public class Web {
  @GetMapping("/")
  Map<String, Object> user(@AuthenticationPrincipal OidcUser user) {
    return Map.of("name", user.getName(), "claims", user.getClaims(), "idToken", user.getIdToken().getClaims());
  }

  /** What Spring Boot itself makes of the properties; Google's hosts, which stand in the library, are replaced. */
  @Bean
  InMemoryClientRegistrationRepository registrations(
      OAuth2ClientProperties properties, @Value("${GOOGLE_HOST}") String host) {
    var made = new OAuth2ClientPropertiesMapper(properties).asClientRegistrations();
    return new InMemoryClientRegistrationRepository(
        made.values().stream().map(one -> one.getRegistrationId().equals("google") ? at(host, one) : one).toList());
  }

  private static ClientRegistration at(String host, ClientRegistration google) {
    var its = google.getProviderDetails();
    return ClientRegistration.withClientRegistration(google)
        .authorizationUri(moved(its.getAuthorizationUri(), host))
        .tokenUri(moved(its.getTokenUri(), host))
        .jwkSetUri(moved(its.getJwkSetUri(), host))
        .issuerUri(moved(its.getIssuerUri(), host))
        .userInfoUri(moved(its.getUserInfoEndpoint().getUri(), host))
        .build();
  }

  private static String moved(String uri, String host) {
    return host + URI.create(uri).getRawPath();
  }

  public static void main(String[] args) {
    SpringApplication.run(Web.class, args);
  }
}
