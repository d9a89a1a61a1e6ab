package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/limits"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// lastRequest is a connection that keeps the last request and answers nothing.
type lastRequest struct {
	grpc.ClientConnInterface
	request proto.Message
}

func (l *lastRequest) Invoke(_ context.Context, _ string, request, _ any, _ ...grpc.CallOption) error {
	l.request = request.(proto.Message)
	return nil
}

// parserText is what the texts of the parsers under the gateway look like.
var parserText = regexp.MustCompile(`proto|unmarshal|json: |invalid character|syntax error|google\.|strconv|token`)

// FuzzHeadCountBatchJSON says: whatever the body, either the service gets exactly what it says, or the caller gets
// every reason why it does not, in our own words.
func FuzzHeadCountBatchJSON(f *testing.F) {
	for _, seed := range []string{
		`{"requests":[{"headCount":{"locationId":"a","programmeId":"b","date":"2022-01-01","count":3,
		  "partOfDay":"PART_OF_DAY_MORNING","method":"COUNT_METHOD_TALLY"},"requestId":"c"}]}`,
		`{}`, ``, ` `, `null`, `[]`, `7`, `"`,
		`{"requests":null}`, `{"requests":[null]}`, `{"requests":{}}`, `{"requests":[[]]}`,
		`{"requests":[{"headCount":{"count":1e9}}]}`, `{"requests":[{"headCount":{"count":99999999999}}]}`,
		`{"requests":[{"headCount":{"count":"12"}}]}`, `{"requests":[{"headCount":{"count":1.0}}]}`,
		`{"requests":[{"head_count":{},"headCount":{}}]}`, `{"requests":[{"headCount":{"date":"\ud800"}}]}`,
		`{"requests":[{"headCount":{"partOfDay":99}}]}`, `{"requests":[{"headCount":{"partOfDay":""}}]}`,
		`{"requests":[{"headCount":{"createTime":"2022-01-01T00:00:00+24:00"}}]}`, `{"requests":[]}x`, "{\"\xff\":1}",
		`{"\ud800":1}`, `{"requests":[{"headCount":{"withdrawn":null}}],"requests":[]}`, strings.Repeat(`{"requests":[`, 50),
	} {
		f.Add([]byte(seed))
	}
	conn := &lastRequest{}
	cfg := gateway.DefaultConfig()
	cfg.Limits = limits.Config{} // more bodies than one caller may send
	handler, err := gateway.New(gateway.Deps{
		Conn: conn, Log: slog.New(slog.DiscardHandler),
		Tracer: tracenoop.NewTracerProvider(), Meter: metricnoop.NewMeterProvider(),
	}, cfg)
	require.NoError(f, err)

	f.Fuzz(func(t *testing.T, body []byte) {
		conn.request = nil
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/head-count-batches", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)

		want := &activitiesv1.BatchCreateHeadCountsRequest{}
		if w.Code == http.StatusOK {
			require.NoError(t, protojson.Unmarshal(body, want))
			require.True(t, proto.Equal(want, conn.request))
			return
		}
		require.Equal(t, http.StatusBadRequest, w.Code)
		require.Error(t, protojson.Unmarshal(body, want), "refused although it can be read")
		require.Nil(t, conn.request)
		var p problem
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
		require.True(t, len(p.Errors) > 0 || p.Reason == "BODY_MISSING", "no reason given")
		for _, e := range p.Errors {
			require.NotRegexp(t, parserText, e.Detail)
		}
	})
}
