package page

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accounts is the account service as the page meets it: over a connection, with what it answers set by the test.
type accounts struct {
	reportingv1.UnimplementedAccountServiceServer
	account *reportingv1.Account
	err     error
	asked   *reportingv1.GetAccountRequest
	tokens  []string
}

func (a *accounts) GetAccount(
	ctx context.Context, req *reportingv1.GetAccountRequest,
) (*reportingv1.Account, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	a.asked, a.tokens = req, md.Get("authorization")
	if a.err != nil {
		return nil, fault.Status(a.err, "").Err()
	}
	return a.account, nil
}

// serve answers the page's handler over a real connection to a.
func serve(t *testing.T, a *accounts, options Options) http.Handler {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	reportingv1.RegisterAccountServiceServer(server, a)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///accounts",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		server.Stop()
		require.NoError(t, <-done)
	})
	look, err := NewLook(slog.New(slog.NewTextHandler(io.Discard, nil)), options)
	require.NoError(t, err)
	handler, err := New(reportingv1.NewAccountServiceClient(conn), look, options)
	require.NoError(t, err)
	return handler
}

// get asks for path; headers are pairs of name and value.
func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sample is the first edition of an account of two themes with a figure of every kind.
func sample() *reportingv1.Account {
	return &reportingv1.Account{
		Year: 2022, Published: true, Edition: 1,
		Editions: []*reportingv1.AccountEdition{{
			Year: 2022, Edition: 1, PublishTime: timestamppb.New(time.Date(2023, 5, 15, 22, 30, 0, 0, time.UTC)),
			Fingerprint: "0f3a9c21",
		}},
		PublishTime: timestamppb.New(time.Date(2023, 5, 15, 9, 0, 0, 0, time.UTC)),
		AsOf:        timestamppb.New(time.Date(2023, 7, 2, 22, 30, 0, 0, time.UTC)),
		Themes: []*reportingv1.AccountTheme{
			{Id: "kansrijk_opgroeien", DisplayName: "Kansrijk opgroeien"},
			{Id: "gezond_vitaal", DisplayName: "Gezond en vitaal leven"},
		},
		Figures: []*reportingv1.Figure{
			recorded(7, &reportingv1.Figure{
				Indicator: "oki-locations", Theme: "kansrijk_opgroeien", Programme: "Ouder-en-Kind-Inloop", Label: "locaties",
				Unit: "locations_with_session", Months: monthsOf(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7),
				Stadsdelen: []*reportingv1.FigurePart{{Key: "haven", Value: 1}, {Key: "stad", Value: 6}},
			}),
			recorded(152318, &reportingv1.Figure{
				Indicator: "children-visits", Theme: "kansrijk_opgroeien", Programme: "kinderwerk", Label: "bezoeken van kinderen",
				Definition: "Elk bezoek van een kind.", Unit: "visits", Service: "activities",
				Wording: "ruim 150.000", Qualifier: reportingv1.Qualifier_QUALIFIER_RUIM,
				Months:     monthsOf(10000, 10000, 20000, 10000, 10000, 10000, 12318, 10000, 20000, 10000, 10000, 20000),
				Stadsdelen: []*reportingv1.FigurePart{{Key: "haven", Value: 50000}, {Key: "stad", Value: 102318}},
			}),
			{
				Indicator: "vve-children", Theme: "kansrijk_opgroeien", Label: "kinderen", Definition: "Elk kind één keer.",
				Status: reportingv1.FigureStatus_FIGURE_STATUS_NOT_RECORDED,
			},
			{
				Indicator: "seniors-fair", Theme: "gezond_vitaal", Label: "senioren",
				Status: reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA,
			},
		},
	}
}

func recorded(value int32, f *reportingv1.Figure) *reportingv1.Figure {
	f.Status, f.Value = reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, &value
	return f
}

func monthsOf(values ...int32) []*reportingv1.FigurePart {
	var parts []*reportingv1.FigurePart
	for i, v := range values {
		key := time.Date(2022, time.Month(i+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		parts = append(parts, &reportingv1.FigurePart{Key: key, Value: v})
	}
	return parts
}
