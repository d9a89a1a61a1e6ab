package api_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// newFeed answers what tells the changes in a database, and does not run yet. It keeps so many in memory, 0: the default.
func newFeed(db *sqldb.DB, clk clock.Clock, keep int) *feed.Feed[*domain.QuestionChange] {
	return feed.New[*domain.QuestionChange](store.Changes{DB: db}, feed.Config{
		Clock: clk, Log: slog.New(slog.DiscardHandler), Poll: 10 * time.Millisecond, Keep: keep,
	})
}

// runs has a feed run until the test ends, or stop is called.
func (r *rig) runs(t testing.TB, f *feed.Feed[*domain.QuestionChange]) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(t, <-ended)
		}
	}
	t.Cleanup(stop)
	return stop
}

// another answers another process of the service on the same database, whose feed runs, hears of no commit, and keeps little.
func (r *rig) another(t testing.TB) (supportv1.QuestionChangeServiceClient, *grpcx.Server) {
	t.Helper()
	server := servicetest.NewServer(t, r.clock, r.issuer, slog.New(slog.DiscardHandler))
	f := newFeed(r.db, r.clock, 50)
	supportv1.RegisterQuestionChangeServiceServer(server, &api.QuestionChanges{Deps: r.deps, Feed: f})
	conn := serve(t, server)
	r.runs(t, f)
	return supportv1.NewQuestionChangeServiceClient(conn), server
}

// watch is a stream of changes.
type watch struct {
	stream interface {
		Recv() (*supportv1.WatchQuestionsResponse, error)
	}
	leave func()
	token string                      // of the last answer
	asOf  time.Time                   // of the last answer; zero: absent
	told  []*supportv1.QuestionChange // all of them
	each  map[string]int              // how often each change was told, by question and version
}

// watches begins a stream, whose first answer comes without changes.
func watches(ctx context.Context, t testing.TB, client supportv1.QuestionChangeServiceClient, req *supportv1.WatchQuestionsRequest) *watch {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	stream, err := client.WatchQuestions(ctx, req)
	require.NoError(t, err)
	w := &watch{stream: stream, leave: cancel, each: map[string]int{}}
	require.Empty(t, w.next(t), "the first answer")
	return w
}

// next answers the changes of the next answer.
func (w *watch) next(t testing.TB) []*supportv1.QuestionChange {
	t.Helper()
	answer, err := w.stream.Recv()
	require.NoError(t, err)
	require.NotEmpty(t, answer.GetResumeToken())
	require.LessOrEqual(t, len(answer.GetChanges()), 100)
	w.token, w.asOf = answer.GetResumeToken(), time.Time{}
	if answer.GetAsOf() != nil {
		w.asOf = answer.GetAsOf().AsTime()
	}
	w.told = append(w.told, answer.GetChanges()...)
	for _, c := range answer.GetChanges() {
		w.each[changeName(c)]++
	}
	return answer.GetChanges()
}

// until reads answers until so many changes were told.
func (w *watch) until(t testing.TB, n int) *watch {
	t.Helper()
	for len(w.told) < n {
		w.next(t)
	}
	return w
}

// end answers how the stream ends, after whatever is told before it.
func (w *watch) end() error {
	for {
		if _, err := w.stream.Recv(); err != nil {
			return err
		}
	}
}

func changeName(c *supportv1.QuestionChange) string {
	return c.GetQuestionId() + " " + strings.Repeat("+", int(c.GetVersion()))
}

// requireOrder checks that the versions of each question follow each other, from first on where it is given.
func requireOrder(t testing.TB, told []*supportv1.QuestionChange) {
	t.Helper()
	last := map[string]int64{}
	for _, c := range told {
		if before, is := last[c.GetQuestionId()]; is {
			require.Equal(t, before+1, c.GetVersion(), "after version %d of the question", before)
		}
		last[c.GetQuestionId()] = c.GetVersion()
	}
}

// imports has questions about the residents added in one batch.
func (r *rig) imports(t testing.TB, n int, residentIDs ...string) {
	t.Helper()
	req := &supportv1.BatchCreateQuestionsRequest{}
	for i := range n {
		req.Requests = append(req.Requests, &supportv1.CreateQuestionRequest{Question: asked(func(q *supportv1.Question) {
			q.Summary = ""
			if len(residentIDs) > 0 {
				q.ResidentId = residentIDs[i%len(residentIDs)]
			}
		})})
	}
	_, err := r.questions.BatchCreateQuestions(r.importing(t), req)
	require.NoError(t, err)
}

// exec changes the database behind the back of the service.
func (r *rig) exec(t testing.TB, statement string) {
	t.Helper()
	servicetest.Exec(t, r.db, statement)
}
