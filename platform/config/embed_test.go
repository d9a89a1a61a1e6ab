package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
)

// Shared is embedded in the configurations of several programs.
type Shared struct {
	HTTP server `koanf:"http"`
	Name string `koanf:"name" doc:"What it is called."`
}

func (s Shared) Validate() []config.Problem {
	if s.Name == "" {
		return []config.Problem{{Key: "name", Text: "is missing"}}
	}
	return nil
}

type shop struct {
	Shared
	Floors int `koanf:"floors" doc:"How many floors."`
}

func TestKeysOfAnEmbeddedStructAreThoseOfTheOneAroundIt(t *testing.T) {
	loaded, settings, err := config.Load(shop{Shared: Shared{Name: "corner"}}, config.Sources{
		Prefix: "SHOP_", Environ: []string{"SHOP_NAME=market", "SHOP_HTTP_IDLE_TIMEOUT=5s", "SHOP_FLOORS=2"},
	})
	require.NoError(t, err)
	require.Equal(t, shop{Shared: Shared{HTTP: server{Idle: 5 * time.Second}, Name: "market"}, Floors: 2}, loaded)
	var out strings.Builder
	require.NoError(t, settings.Print(&out))
	require.Regexp(t, `name +market +env SHOP_NAME\n`, out.String())
}

func TestWhatAnEmbeddedStructFindsWrongIsToldOnce(t *testing.T) {
	_, _, err := config.Load(shop{}, config.Sources{
		Prefix: "SHOP_", Environ: []string{"SHOP_HTTP_IDLE_TIMEOUT=2h"},
	})
	var wrong *config.Error
	require.True(t, errors.As(err, &wrong))
	require.Equal(t, []config.Problem{
		{Key: "name", Text: "is missing"},
		{Key: "http.idle-timeout", Origin: "env SHOP_HTTP_IDLE_TIMEOUT", Text: "want at most 1h"},
	}, wrong.Problems)
}
