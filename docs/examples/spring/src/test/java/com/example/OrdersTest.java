package com.example;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest
@AutoConfigureMockMvc
class OrdersTest {
  // Spring's decoder takes typ JWT unless it is told otherwise
  static final Idp idp = new Idp(Map.of("access_token_typ", "JWT"));

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry properties) {
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", () -> idp.issuer);
    properties.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> "orders");
  }

  @Autowired MockMvc mvc;

  void answers(int status, Map<String, String> changes) throws Exception {
    var order = new HashMap<>(Map.of("sub", "carol", "aud", "orders", "scope", "orders:read"));
    order.putAll(changes);
    mvc.perform(get("/orders").header("Authorization", "Bearer " + idp.token(order)))
        .andExpect(status().is(status));
  }

  @Test
  void carolReadsHerOrders() throws Exception {
    answers(200, Map.of());
  }

  @Test
  void aTokenWithoutTheScopeIsNotEnough() throws Exception {
    answers(403, Map.of("scope", "orders:write"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"expired", "not-yet", "bad-signature", "unknown-kid", "alg-none", "wrong-iss", "wrong-aud", "garbage"})
  void aTokenIsRefused(String defect) throws Exception {
    answers(401, Map.of("defect", defect));
  }

  @Test
  void tokensOfANewKeyAreTaken() throws Exception {
    idp.post("/keys/rotate", Map.of());
    answers(200, Map.of());
  }
}
