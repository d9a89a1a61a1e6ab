package gateway_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/config"
)

func TestConfigProblemsAreNamedAllAtOnce(t *testing.T) {
	cfg := gateway.Config{
		AllowedOrigins: []string{"*", "https://site.example/", "https://site.example", "http://localhost:3000"},
		Years:          []string{"MMXXII", "2022"},
		TrustedProxies: []string{"10.0.0.0/33", "10.0.0.1", "10.0.0.0/8"},
		Traces:         gateway.TracesConfig{Listen: "4317", Jaeger: "jaeger:16686"},
		PublicURL:      "https://meedoen.example/",
		DataLicence:    "CC0",
	}
	want := []config.Problem{
		{Key: "body-limit", Text: "must be above 0, not 0"},
		{Key: "file-limit", Text: "must be above 0 and at most 4000000, not 0"},
		{Key: "allowed-origins", Text: `"*" is not written as https://host`},
		{Key: "allowed-origins", Text: `"https://site.example/" is not written as https://host`},
		{Key: "data-licence", Text: `"CC0" is no address of a licence, as https://creativecommons.org/licenses/by/4.0/`},
		{Key: "body-timeout", Text: "must be above 0, not 0s"},
		{Key: "timeout", Text: "must be above 0, not 0s"},
		{Key: "years", Text: `"MMXXII" is not a year`},
		{Key: "traces.listen", Text: "is an address and a port, as 127.0.0.1:4317"},
		{Key: "traces.jaeger", Text: `"jaeger:16686" is no address of web pages, as http://127.0.0.1:16686`},
		{Key: "public-url", Text: `"https://meedoen.example/" is not written as https://host`},
		{Key: "trusted-proxies", Text: `"10.0.0.0/33" is neither a network, as 10.0.0.0/8, nor an address`},
	}

	require.Equal(t, want, cfg.Validate())
	cfg.Login.ClientID, cfg.Limits.Rate = "meedoen", -1
	want = append(want,
		config.Problem{Key: "login.issuer", Text: "is the name of the provider, as the iss claim of its tokens has it"},
		config.Problem{Key: "login.scopes", Text: "openid must be among them"},
		config.Problem{Key: "limits.rate", Text: "is 0 or more, not -1"})
	_, err := gateway.New(gateway.Deps{}, cfg)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, want, wrong.Problems)

	require.Empty(t, gateway.DefaultConfig().Validate())
}

func TestPublicAddressIsSafeForASession(t *testing.T) {
	for address, right := range map[string]bool{
		"https://meedoen.example": true, "https://meedoen.example:8443": true, "http://127.0.0.1:8080": true,
		"http://localhost:8080": true, "http://[::1]:8080": true, "http://meedoen.example": false, "http://10.0.0.7": false,
		"ftp://localhost": false, "meedoen.example": false, "https://meedoen.example/pad": false, "https://": false,
		"https://user:password@meedoen.example": false, "": false,
	} {
		cfg := gateway.DefaultConfig()
		cfg.PublicURL, cfg.Login.Issuer, cfg.Login.ClientID = address, "https://id.example", "meedoen"
		require.Equal(t, right, len(cfg.Validate()) == 0, "%s: %v", address, cfg.Validate())
	}
}

func TestLandingPageLinksToTheConfiguredYears(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.Years = []string{"2031", "2030"} })

	landing := s.do(t, http.MethodGet, "/", "")

	require.Contains(t, string(landing.body), "/verantwoording/2031")
	require.Contains(t, string(landing.body), "/verantwoording/2030")
}
