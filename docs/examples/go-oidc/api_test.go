package orders

import (
	"maps"
	"net/http/httptest"
	"testing"
)

func order(changes obj) obj {
	made := obj{"sub": "carol", "aud": "orders", "scope": "orders:read"}
	maps.Copy(made, changes)
	return made
}

func TestAPI(t *testing.T) {
	idp := newIDP(t)
	api, err := NewAPI(t.Context(), idp.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	answers := func(name string, token string, status int) {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest("GET", "/", nil)
			request.Header.Set("Authorization", "Bearer "+token)
			response := httptest.NewRecorder()
			api.ServeHTTP(response, request)
			if response.Code != status {
				t.Errorf("%d, not %d", response.Code, status)
			}
		})
	}

	answers("carol reads her orders", idp.token(order(nil)), 200)
	answers("the scope is missing", idp.token(order(obj{"scope": "orders:write"})), 403)
	for _, defect := range []string{"expired", "not-yet", "bad-signature", "unknown-kid", "alg-none", "wrong-iss", "wrong-aud", "garbage"} {
		answers(defect, idp.token(order(obj{"defect": defect})), 401)
	}
	idp.post("/keys/rotate", obj{}, nil)
	answers("a new key", idp.token(order(nil)), 200)
}
