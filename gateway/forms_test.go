package gateway_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/config"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestAccountIsServedAsAFile(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.Organisation = "De Schoor" })
	s.answer = &reportingv1.Account{Year: 2022, Edition: 1}
	got := s.do(t, http.MethodGet, "/verantwoording/2022/edities/1/verantwoording-2022-editie-1.json", "")
	require.Equal(t, http.StatusOK, got.StatusCode, "%s", got.body)
	require.Contains(t, string(got.body), `"publisher": "De Schoor"`)
	require.Contains(t, string(got.body), `"license": "https://creativecommons.org/publicdomain/zero/1.0/"`)
	require.Equal(t, "public, max-age=31536000, immutable", got.Header.Get("Cache-Control"))
	require.EqualValues(t, 1, s.request.(*reportingv1.GetAccountRequest).GetEdition())

	got = s.do(t, http.MethodGet, "/verantwoording/2022/edities/1/verantwoording-2021-editie-1.json", "", "Accept", "text/html")
	require.Equal(t, http.StatusNotFound, got.StatusCode, "a name that says another year is no file")
}

func TestChromiumThatIsNotThereStopsTheStart(t *testing.T) {
	cfg := gateway.DefaultConfig()
	cfg.Chromium = "/nowhere/chromium"
	_, err := gateway.New(gateway.Deps{
		Tracer: tracenoop.NewTracerProvider(), Meter: metricnoop.NewMeterProvider(),
	}, cfg)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, "chromium", wrong.Problems[0].Key)
}
