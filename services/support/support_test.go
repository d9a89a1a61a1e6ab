package support_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/testkit"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support"
)

func TestServiceAnswersWhoMayAsk(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := start(t, testkit.NATS(t), at(engine.URL(t, nil)))
		log := supportv1.NewProcessingLogServiceClient(p.conn)

		_, err := log.ListProcessingLines(p.as(t, "auditor"), &supportv1.ListProcessingLinesRequest{})
		require.NoError(t, err)
		_, err = log.ListProcessingLines(p.as(t, "support.worker"), &supportv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
		_, err = log.ListProcessingLines(t.Context(), &supportv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.Unauthenticated, status.Code(err))

		position, err := p.positions.GetPositions(p.as(t, "auditor"), &eventsv1.GetPositionsRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"support:0"}, position.GetPositions())
	})
}

func TestModuleThatCannotBeWiredSaysWhy(t *testing.T) {
	tests := map[string]struct {
		change func(*support.Config)
		says   string
	}{
		"zone":     {func(c *support.Config) { c.Zone = "Europe/Almere" }, "Europe/Almere"},
		"webhooks": {func(c *support.Config) { c.Webhooks.Networks = []string{"10.0.0.1"} }, "10.0.0.1"},
		"areas":    {func(c *support.Config) { c.Areas = "absent.csv" }, "absent.csv"},
		"database": {func(c *support.Config) { *c = at("mysql://db") }, `starts with "sqlite:"`},
		"address":  {func(c *support.Config) { c.Services.Volunteers = "dns:///volunteers:9090" }, "volunteers"},
		"folder":   {func(c *support.Config) { *c = at("sqlite:/proc/absent/support.db") }, "/proc/absent"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := at("sqlite:" + t.TempDir() + "/support.db")
			tt.change(&cfg)
			_, err := support.New(t.Context(), deps(t, testkit.NATS(t)), cfg)
			require.ErrorContains(t, err, "support: ")
			require.ErrorContains(t, err, tt.says)
		})
	}
}
