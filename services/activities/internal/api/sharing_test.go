package api_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
)

// inCompany calls n callers at one moment whose counts come to wait for others, so that they share batches, and answers
// their errors and how many commits there were.
func (r *rig) inCompany(t *testing.T, v visit, n int, call func(i int) error) (errs []error, commits int) {
	t.Helper()
	var count atomic.Int32
	r.db.OnCommit(func([]any) { count.Add(1) })
	blocker := v.once()
	held, goOn := make(chan struct{}), make(chan struct{})
	undone := make(chan error, 1)
	// A row that is not there yet holds up every batch with the same request id.
	go func() {
		undone <- r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO request_id (scope, id, content_hash, resource_id, created_at)
				VALUES ('CreateHeadCount', $1, $2, 'nobody', 1)`, blocker.GetRequestId(), []byte{})
			close(held)
			<-goOn
			return errors.Join(err, errors.New("undone"))
		})
	}()
	<-held
	const most = 4 // batches at a time
	var under atomic.Int32
	errs = together(most+n, func(i int) error {
		if under.Add(1) == most+int32(n) {
			// A call over the same connection that is answered at once: the others have come in before it.
			_, _ = r.counts.GetHeadCount(r.staff(t), &activitiesv1.GetHeadCountRequest{Id: "nothing"})
			close(goOn)
		}
		if i < most {
			return r.createCount(t, blocker)
		}
		return call(i - most)
	})
	require.ErrorContains(t, <-undone, "undone")
	for _, err := range errs[:most] {
		require.NoError(t, err)
	}
	return errs[most:], int(count.Load())
}

func TestCallsThatShareATransactionAreEachAnsweredForThemselves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		twice := ids.New()
		one := func(i int) *activitiesv1.CreateHeadCountRequest { return v.once(counted(int32(i))) }
		again := func(n int32) *activitiesv1.CreateHeadCountRequest {
			req := v.request(counted(n))
			req.RequestId = twice
			return req
		}
		answers := make([][]*activitiesv1.HeadCount, 60)
		errs, _ := r.inCompany(t, v, len(answers), func(i int) (err error) {
			switch i % 6 {
			case 0, 1: // a batch
				answers[i], err = r.batch(t, one(i), one(i))
			case 2: // a batch with faults
				answers[i], err = r.batch(t, one(i), v.once(counted(-1)), one(i), v.once(on("2022-06-16")))
			case 3: // a fault
				err = r.createCount(t, v.once(func(c *activitiesv1.HeadCount) { c.LocationId = "x" }))
			default: // the same count from many
				answers[i], err = r.batch(t, again(7))
			}
			return err
		})
		rows := 1 // of the blocker
		var same string
		for i, err := range errs {
			switch i % 6 {
			case 0, 1:
				require.NoError(t, err)
				rows += 2
				require.EqualValues(t, i, answers[i][0].GetCount())
				require.NotEqual(t, answers[i][0].GetId(), answers[i][1].GetId())
				requireProto(t, answers[i][1], r.count(t, answers[i][1].GetId()))
			case 2:
				invalid("requests[1].head_count.count COUNT_NEGATIVE", "requests[3].head_count.date DATE_IN_FUTURE").require(t, err)
			case 3:
				invalid("head_count.location_id LOCATION_UNKNOWN").require(t, err)
			default:
				require.NoError(t, err)
				if same == "" {
					same = answers[i][0].GetId()
					rows++
				}
				require.Equal(t, same, answers[i][0].GetId(), "recorded once")
			}
		}
		require.Len(t, r.rows(t, "head_count"), rows)
		require.Len(t, r.rows(t, "request_id"), rows)
		require.Len(t, r.rows(t, "outbox"), 2+rows)
	})
}

func TestRequestIdWithOtherContentInCompanyIsTheFaultOfOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		known := v.once(counted(1))
		require.NoError(t, r.createCount(t, known))
		other := v.request(counted(2))
		other.RequestId = known.GetRequestId()
		errs, _ := r.inCompany(t, v, 20, func(i int) error {
			switch i {
			case 7:
				return r.createCount(t, other)
			case 8:
				return r.createCount(t, known)
			}
			return r.createCount(t, v.once())
		})
		for i, err := range errs {
			if i == 7 {
				refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}.require(t, err)
				continue
			}
			require.NoError(t, err)
		}
		require.Len(t, r.rows(t, "head_count"), 1+1+18)
	})
}

func TestManyCallersAtTheSameTimeShareCommits(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		errs, commits := r.inCompany(t, v, 40, func(int) error { return r.createCount(t, v.once()) })
		for _, err := range errs {
			require.NoError(t, err)
		}
		require.Len(t, r.rows(t, "head_count"), 1+40)
		require.Less(t, commits, 30)
	})
}

func TestEventOfACallThatSharesATransactionIsInItsOwnTrace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		zone, err := time.LoadLocation("Europe/Amsterdam")
		require.NoError(t, err)
		direct := &api.HeadCounts{Deps: api.Deps{DB: r.db, Clock: r.clock, Zone: zone, Areas: areas.Register{}, MaxCount: most}}
		traceOf := func(i int) trace.TraceID { return trace.TraceID{1, byte(i)} }
		counts := make([]*activitiesv1.HeadCount, 40)
		for _, err := range together(len(counts), func(i int) (err error) {
			call := trace.NewSpanContext(trace.SpanContextConfig{TraceID: traceOf(i), SpanID: trace.SpanID{1}})
			counts[i], err = direct.CreateHeadCount(trace.ContextWithSpanContext(t.Context(), call), v.once())
			return err
		}) {
			require.NoError(t, err)
		}
		for i, c := range counts {
			var parent string
			require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
				"SELECT traceparent FROM outbox WHERE aggregate_id = $1", c.GetId()).Scan(&parent))
			require.Equal(t, fmt.Sprintf("00-%s-0100000000000000-00", traceOf(i)), parent)
		}
	})
}
