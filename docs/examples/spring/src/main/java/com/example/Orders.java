package com.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An API that takes access tokens of one issuer, for itself, with the scope that it asks for. */
@SpringBootApplication
@RestController
public class Orders {
  @GetMapping("/orders")
  String orders(@AuthenticationPrincipal Jwt token) {
    return "of " + token.getSubject();
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(a -> a.anyRequest().hasAuthority("SCOPE_orders:read"))
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }

  public static void main(String[] args) {
    SpringApplication.run(Orders.class, args);
  }
}
