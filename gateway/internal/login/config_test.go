package login_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/login"
	"github.com/deschoor/meedoen/platform/config"
)

func TestConfigProblemsAreNamedAllAtOnce(t *testing.T) {
	cfg := login.Config{Address: "id.example", ClientSecret: secret("s"), CookieKey: secret(key("a") + ",geheim"), Scopes: []string{"roles"}}
	require.Equal(t, []config.Problem{
		{Key: "cookie-key", Text: "key 2 is not 32 bytes in base64; `openssl rand -base64 32` makes one"},
		{Key: "issuer", Text: "is the name of the provider, as the iss claim of its tokens has it"},
		{Key: "address", Text: `"id.example" is not an http or https address`},
		{Key: "client-id", Text: "is what the provider calls this gateway"},
		{Key: "scopes", Text: "openid must be among them"},
	}, cfg.Validate())

	for _, issuer := range []string{"ftp://id.example", "https://", "https://id.example?x", "id", "https://id.example#x"} {
		cfg := login.Defaults()
		cfg.Issuer, cfg.ClientID = issuer, "meedoen"
		problems := cfg.Validate()
		require.Len(t, problems, 1, issuer)
		require.Equal(t, "issuer", problems[0].Key)
	}
	require.Empty(t, login.Defaults().Validate())
	require.Empty(t, login.Config{}.Validate())
	require.False(t, login.Config{CookieKey: secret(key("a"))}.IsSet())
}

func TestClientProvesItselfAsTheProviderSays(t *testing.T) {
	for name, test := range map[string]struct {
		secret  string
		methods []string
		basic   bool
	}{
		"unsaid, so by the standard": {"geheim", nil, true},
		"both":                       {"geheim", []string{"client_secret_post", "client_secret_basic"}, true},
		"in the form":                {"geheim", []string{"client_secret_post"}, false},
		"a public client":            {"", []string{"client_secret_basic"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, func(c *login.Config) { c.ClientSecret = secret(test.secret) })
			asked := 0
			s.between(func(w http.ResponseWriter, r *http.Request) bool {
				switch r.URL.Path {
				case "/issuer/.well-known/openid-configuration":
					_ = json.NewEncoder(w).Encode(map[string]any{
						"issuer":                                "https://development-issuer.meedoen.invalid",
						"authorization_endpoint":                s.URL + "/issuer/authorize",
						"token_endpoint":                        s.URL + "/issuer/token",
						"jwks_uri":                              s.URL + "/issuer/keys",
						"token_endpoint_auth_methods_supported": test.methods,
					})
					return true
				case "/issuer/token":
					asked++
					id, password, basic := r.BasicAuth()
					if !basic {
						id, password = r.FormValue("client_id"), r.FormValue("client_secret")
					}
					require.Equal(t, test.basic, basic)
					require.Equal(t, "meedoen", id)
					require.Equal(t, test.secret, password)
				}
				return false
			})
			b := s.browser(t)
			b.get(t, b.choose(t, b.leave(t, "/admin/"), "anna", "admin"))
			require.Equal(t, 1, asked, "a code is for one use")
			require.NotContains(t, s.log.String(), "geheim")
		})
	}
}
