// Package orders is an API that takes access tokens of one issuer, for itself, with the scope that it asks for.
package orders

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

func NewAPI(ctx context.Context, issuer string) (http.Handler, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: "orders"})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		token, err := verifier.Verify(r.Context(), raw)
		if err != nil {
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		var claims struct{ Scope string }
		if err := token.Claims(&claims); err != nil || !slices.Contains(strings.Fields(claims.Scope), "orders:read") {
			http.Error(w, "", http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, `{"orders":"of %s"}`, token.Subject)
	}), nil
}
