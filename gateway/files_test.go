package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/httpbody"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const imports = "/v1/imports?kind=IMPORT_KIND_HEAD_COUNTS"

func TestFileReachesTheServiceAsItIs(t *testing.T) {
	s := start(t)
	s.answer = &activitiesv1.Import{RowsRead: 2, Rejections: []*activitiesv1.ImportRejection{{Line: 3, Reason: "DATE_INVALID"}}}
	const file = "\xef\xbb\xbfDatum;Caf\xe9\r\n\x00{\"\n"
	for _, contentType := range []string{"text/csv", "text/csv; charset=windows-1252", "TEXT/CSV;header=present"} {
		got := s.do(t, http.MethodPost, imports+"&skipBad=true&validateOnly=false", file, "Content-Type", contentType)
		require.Equal(t, http.StatusOK, got.StatusCode, "%s", got.body)
		require.Equal(t, "application/json", got.Header.Get("Content-Type"))
		require.JSONEq(t, `{"kind":"IMPORT_KIND_UNSPECIFIED","outcome":"IMPORT_OUTCOME_UNSPECIFIED","rowsRead":2,"rowsRecorded":0,
			"rowsAbsent":0,"rowsKnown":0,"rowsRejected":0,"violations":0,"ignoredColumns":[],
			"rejections":[{"line":3,"column":"","reason":"DATE_INVALID","text":""}]}`, string(got.body))
		want := &activitiesv1.CreateImportRequest{
			Kind: activitiesv1.ImportKind_IMPORT_KIND_HEAD_COUNTS, SkipBad: true,
			File: &httpbody.HttpBody{ContentType: "text/csv", Data: []byte(file)},
		}
		require.True(t, proto.Equal(want, s.request), "%v", s.request)
	}
}

func TestFilesHaveALimitOfTheirOwn(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.BodyLimit, c.FileLimit = 10, 100 })
	send := func(n int) reply {
		return s.do(t, http.MethodPost, imports, strings.Repeat("x", n), "Content-Type", "text/csv")
	}
	require.Equal(t, http.StatusOK, send(100).StatusCode)
	require.Equal(t, "BODY_TOO_LARGE", send(101).problem(t).Reason)
	require.Equal(t, "BODY_MISSING", send(0).problem(t).Reason)
	require.Equal(t, "MEDIA_TYPE_UNSUPPORTED", s.do(t, http.MethodPost, imports, "x", "Content-Type", "text/csv",
		"Content-Encoding", "gzip").problem(t).Reason)
}
