package debtcounselling_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestServiceAnswersWhoMayAsk(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := start(t, testkit.NATS(t), at(engine.URL(t, nil)))
		log := debtcounsellingv1.NewProcessingLogServiceClient(p.conn)

		_, err := log.ListProcessingLines(p.as(t, "auditor"), &debtcounsellingv1.ListProcessingLinesRequest{})
		require.NoError(t, err)
		_, err = log.ListProcessingLines(p.as(t, "debt.supervisor"), &debtcounsellingv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
		_, err = log.ListProcessingLines(t.Context(), &debtcounsellingv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.Unauthenticated, status.Code(err))

		position, err := p.positions.GetPositions(p.as(t, "auditor"), &eventsv1.GetPositionsRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"debtcounselling:0"}, position.GetPositions())
	})
}

func TestModuleThatCannotBeWiredSaysWhy(t *testing.T) {
	tests := map[string]struct {
		change func(*debtcounselling.Config)
		says   string
	}{
		"zone":     {func(c *debtcounselling.Config) { c.Zone = "Europe/Almere" }, "Europe/Almere"},
		"terms":    {func(c *debtcounselling.Config) { c.Terms = "absent-terms.csv" }, "absent-terms.csv"},
		"areas":    {func(c *debtcounselling.Config) { c.Areas = "absent.csv" }, "absent.csv"},
		"database": {func(c *debtcounselling.Config) { *c = at("mysql://db") }, `starts with "sqlite:"`},
		"folder":   {func(c *debtcounselling.Config) { *c = at("sqlite:/proc/absent/debtcounselling.db") }, "/proc/absent"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := at("sqlite:" + t.TempDir() + "/debtcounselling.db")
			tt.change(&cfg)
			_, err := debtcounselling.New(t.Context(), deps(t, testkit.NATS(t)), cfg)
			require.ErrorContains(t, err, "debtcounselling: ")
			require.ErrorContains(t, err, tt.says)
		})
	}
}
