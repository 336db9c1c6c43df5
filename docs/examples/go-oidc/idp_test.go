package orders

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"testing"
)

type obj = map[string]any

// idp is a realm that a test alone has.
type idp struct {
	t      *testing.T
	ID     string
	Issuer string
}

func newIDP(t *testing.T) *idp {
	realm := &idp{t: t}
	control(t, "POST", "/realms", obj{}, realm)
	t.Cleanup(func() { control(t, "DELETE", "/realms/"+realm.ID, nil, nil) })
	return realm
}

func (i *idp) post(path string, body obj, answer any) {
	control(i.t, "POST", "/realms/"+i.ID+path, body, answer)
}

func (i *idp) token(order obj) string {
	var made struct{ Token string }
	i.post("/tokens", order, &made)
	return made.Token
}

func control(t *testing.T, method, path string, body obj, answer any) {
	t.Helper()
	sent, _ := json.Marshal(body)
	url := cmp.Or(os.Getenv("FRAGRANT_URL"), "http://localhost:9400") + "/_control/v1" + path
	request, _ := http.NewRequest(method, url, bytes.NewReader(sent))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("FRAGRANT_CONTROL_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode >= 300 {
		t.Fatal(method, path, response, err)
	}
	defer response.Body.Close()
	if answer != nil {
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			t.Fatal(err)
		}
	}
}
