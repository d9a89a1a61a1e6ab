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
		Traces:         gateway.TracesConfig{Listen: "4317"},
	}
	want := []config.Problem{
		{Key: "body-limit", Text: "must be above 0, not 0"},
		{Key: "allowed-origins", Text: `"*" is not written as https://host`},
		{Key: "allowed-origins", Text: `"https://site.example/" is not written as https://host`},
		{Key: "timeout", Text: "must be above 0, not 0s"},
		{Key: "years", Text: `"MMXXII" is not a year`},
		{Key: "traces.listen", Text: "is an address and a port, as 127.0.0.1:4317"},
	}

	require.Equal(t, want, cfg.Validate())
	_, err := gateway.New(gateway.Deps{}, cfg)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, want, wrong.Problems)

	require.Empty(t, gateway.DefaultConfig().Validate())
}

func TestLandingPageLinksToTheConfiguredYears(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.Years = []string{"2031", "2030"} })

	landing := s.do(t, http.MethodGet, "/", "")

	require.Contains(t, string(landing.body), "/verantwoording/2031")
	require.Contains(t, string(landing.body), "/verantwoording/2030")
}
