package forms

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accounts is the account service as the files meet it: over a connection, with what it answers set by the test.
type accounts struct {
	reportingv1.UnimplementedAccountServiceServer
	account *reportingv1.Account
	err     error
	asked   *reportingv1.GetAccountRequest
	tokens  []string
}

func (a *accounts) GetAccount(ctx context.Context, req *reportingv1.GetAccountRequest) (*reportingv1.Account, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	a.asked, a.tokens = req, md.Get("authorization")
	if a.err != nil {
		return nil, fault.Status(a.err, "").Err()
	}
	return a.account, nil
}

func (a *accounts) GetAccountEdition(_ context.Context, req *reportingv1.GetAccountEditionRequest) (*reportingv1.AccountEdition, error) {
	if req.GetEdition() != 2 {
		return nil, fault.Status(fault.New(fault.NotFound, "EDITION_NOT_FOUND", "There is no such edition."), "").Err()
	}
	return &reportingv1.AccountEdition{Year: req.GetYear(), Edition: 2, SignedContent: "aaa.bbb.ccc"}, nil
}

// serve answers the handler over a real connection to a, with a program in the place of Chromium.
func serve(t *testing.T, a *accounts, chromium string) http.Handler {
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
	show := func(w http.ResponseWriter, _ *http.Request, m web.Message) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(m.Status)
		_, _ = io.WriteString(w, m.Title)
	}
	files, err := New(reportingv1.NewAccountServiceClient(conn), Options{
		About: about, Chromium: chromium, Show: show, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	require.NoError(t, err)
	return files
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

func TestPathsOfForms(t *testing.T) {
	for path, is := range map[string]bool{
		"/verantwoording/2022/verantwoording-2022.csv":                       true,
		"/verantwoording/2022/verantwoording-2022.csv-metadata.json":         true,
		"/verantwoording/2022/edities/12/verantwoording-2022-editie-12.xlsx": true,
		"/verantwoording/2022/edities/1/verantwoording-2022-editie-1.jws":    true,
		"/verantwoording/2022/verantwoording-2022.jws":                       false,
		"/verantwoording/2022/verantwoording-2021.csv":                       false,
		"/verantwoording/2022/edities/1/verantwoording-2022-editie-2.csv":    false,
		"/verantwoording/2022/edities/01/verantwoording-2022-editie-01.csv":  false,
		"/verantwoording/2022/edities/0/verantwoording-2022-editie-0.csv":    false,
		"/verantwoording/1800/verantwoording-1800.csv":                       false,
		"/verantwoording/2022":                                                    false,
		"/verantwoording/2022/edities/1":                                          false,
		"/verantwoording/2022/verantwoording-2022.exe":                            false,
		"/verantwoording/2022/edities/1/x/verantwoording-2022-editie-1.csv":       false,
		"/verantwoording/2022/edities/99999/verantwoording-2022-editie-99999.csv": false,
		Path(2022, 0, "pdf"):                                                      true,
		Path(2022, 3, "pdf"):                                                      true,
	} {
		require.Equal(t, is, IsForm(path), path)
	}
}

func TestEditionMayBeKeptForEver(t *testing.T) {
	a := &accounts{account: sample()}
	h := serve(t, a, fakePath(t, writes))
	for _, ending := range []string{"csv", "csv-metadata.json", "json", "xlsx", "pdf", "jws"} {
		w := get(h, Path(2022, 2, ending))
		require.Equal(t, http.StatusOK, w.Code, ending)
		require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
		require.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"))
		require.Equal(t, "attachment; filename=verantwoording-2022-editie-2."+ending, w.Header().Get("Content-Disposition"))
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		require.NotEmpty(t, w.Body.Bytes())
		again := get(h, Path(2022, 2, ending), "If-None-Match", w.Header().Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.Code, ending)
	}
	require.Equal(t, int32(2), a.asked.GetEdition())
	require.Equal(t, reportingv1.AccountView_ACCOUNT_VIEW_FULL, a.asked.GetView())
	require.Contains(t, get(h, Path(2022, 2, "csv")).Header().Get("Link"), `<verantwoording-2022-editie-2.csv-metadata.json>; rel="describedby"`)
}

func TestWhatSomebodyReadsWithATokenIsKeptByThatOne(t *testing.T) {
	a := &accounts{account: sample()}
	w := get(serve(t, a, ""), Path(2022, 2, "csv"), "Authorization", "Bearer abc")
	require.Equal(t, []string{"Bearer abc"}, a.tokens)
	require.Equal(t, "private, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
	require.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
	require.Contains(t, w.Header().Get("Vary"), "Authorization")
}

func TestConceptIsCalledSo(t *testing.T) {
	w := get(serve(t, &accounts{account: concept()}, ""), Path(2022, 0, "json"), "Authorization", "Bearer abc")
	require.Equal(t, "attachment; filename=verantwoording-2022-concept.json", w.Header().Get("Content-Disposition"))
	require.Equal(t, "private, no-cache", w.Header().Get("Cache-Control"))
	require.Contains(t, w.Body.String(), `"concept": true`)
}

func TestNewestEditionIsAskedAboutEachTime(t *testing.T) {
	w := get(serve(t, &accounts{account: sample()}, ""), Path(2022, 0, "csv"))
	require.Equal(t, "public, no-cache", w.Header().Get("Cache-Control"))
	require.Equal(t, "attachment; filename=verantwoording-2022-editie-2.csv", w.Header().Get("Content-Disposition"))
}

func TestHeadHasNoBody(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, "")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, Path(2022, 2, "csv"), nil))
	require.Equal(t, http.StatusOK, w.Code)
	require.Empty(t, w.Body.Bytes())
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path(2022, 2, "csv"), nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
}

func TestWhyThereIsNoFileIsToldToPeopleAndToPrograms(t *testing.T) {
	for _, c := range []struct {
		name, path string
		err        error
		status     int
		page       string
		reason     string
	}{
		{"unpublished", Path(2022, 0, "csv"), fault.New(fault.Unauthenticated, "ACCOUNT_NOT_PUBLISHED", "It is not."), 403,
			"De verantwoording over 2022 is nog niet openbaar", "ACCOUNT_NOT_PUBLISHED"},
		{"unknown", Path(2022, 9, "json"), fault.New(fault.NotFound, "EDITION_NOT_FOUND", "There is none."), 404, "Deze editie is er niet", "EDITION_NOT_FOUND"},
		{"unsigned", Path(2022, 9, "jws"), nil, 404, "Deze editie is er niet", "EDITION_NOT_FOUND"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, &accounts{account: sample(), err: c.err}, "")
			w := get(h, c.path, "Accept", "text/html,*/*")
			require.Equal(t, c.status, w.Code)
			require.Contains(t, w.Body.String(), c.page)
			w = get(h, c.path)
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
			require.Contains(t, w.Body.String(), c.reason)
			require.Empty(t, w.Header().Get("Content-Disposition"))
		})
	}
}

func TestWithoutChromiumTheRestIsThere(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	h := serve(t, &accounts{account: sample()}, "")
	require.False(t, h.(*Files).HasPDF())
	w := get(h, Path(2022, 2, "pdf"), "Accept", "text/html")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Body.String(), "De PDF is hier niet te krijgen")
	require.Contains(t, get(h, Path(2022, 2, "pdf")).Body.String(), "PDF_NOT_AVAILABLE")
	require.Equal(t, http.StatusOK, get(h, Path(2022, 2, "xlsx")).Code)
}

func TestPrinterThatFailsIsAFaultOfOurs(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, fakePath(t, "exit 1"))
	w := get(h, Path(2022, 2, "pdf"))
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Header().Get("Content-Type"), "problem+json")
	require.NotContains(t, w.Body.String(), "exit")
	require.Empty(t, w.Header().Get("Cache-Control"), "it may be there the next time")
}
