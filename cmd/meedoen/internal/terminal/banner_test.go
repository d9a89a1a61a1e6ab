package terminal_test

import (
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/stretchr/testify/require"
)

func TestBannerSaysWhereToGo(t *testing.T) {
	require.Equal(t, lines(
		"Meedoen draait.",
		"  Verantwoording  http://127.0.0.1:8080/verantwoording/2022",
		"  REST            http://127.0.0.1:8080/v1/accounts/2022",
		"  OpenAPI         http://127.0.0.1:8080/v1/openapi.json",
		"  gRPC            127.0.0.1:9090",
		"  Gegevens        ./data",
		"  Inloggen        http://127.0.0.1:8080/login (ontwikkeling: zonder wachtwoord)",
		"  Token           meedoen token --role ROL (ontwikkeling: geldt alleen voor deze gegevensmap)",
		"Stoppen met Ctrl-C.",
	), terminal.Banner(terminal.Served{
		HTTP: "http://127.0.0.1:8080", GRPC: "127.0.0.1:9090", Data: "./data", Year: 2022, Development: true,
	}, plain()))
}

func TestBannerPointsToNoAccountWithoutAYear(t *testing.T) {
	text := terminal.Banner(terminal.Served{HTTP: "http://127.0.0.1:8080", GRPC: "127.0.0.1:9090", Data: "/srv"}, plain())
	require.NotContains(t, text, "verantwoording")
	require.NotContains(t, text, "token")
}
