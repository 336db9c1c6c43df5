package com.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A realm that a test class alone has. */
class Idp {
  private static final Map<String, String> env = System.getenv();
  private static final ObjectMapper json = new ObjectMapper();
  private final String id;
  final String issuer;

  Idp(Map<String, ?> seed) {
    JsonNode realm = control("/realms", seed);
    id = realm.get("id").asText();
    issuer = realm.get("issuer").asText();
  }

  JsonNode post(String path, Map<String, ?> body) {
    return control("/realms/" + id + path, body);
  }

  String token(Map<String, ?> order) {
    return post("/tokens", order).get("token").asText();
  }

  private static JsonNode control(String path, Map<String, ?> body) {
    try {
      String url = env.getOrDefault("FRAGRANT_URL", "http://localhost:9400") + "/_control/v1" + path;
      var request = HttpRequest.newBuilder(URI.create(url))
          .header("Authorization", "Bearer " + env.get("FRAGRANT_CONTROL_TOKEN"))
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
      var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
      return json.readTree(answer.body());
    } catch (Exception e) {
      throw new IllegalStateException(path, e);
    }
  }
}
