package processinglog_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

func called(t *testing.T) (context.Context, *processinglog.Call) {
	ctx, call := processinglog.Begin(t.Context(), "/kitchen.v1.Oven/Bake", "baking")
	return auth.With(ctx, &auth.Identity{Subject: "cook", Actor: "till"}), call
}

func about(subjects ...string) processinglog.Action {
	return processinglog.Action{Fields: "taste", SubjectType: "eater", Subjects: subjects}
}

func appendTo(ctx context.Context, db *sqldb.DB, entries ...processinglog.Entry) error {
	return db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return processinglog.Append(ctx, tx, now(), entries...)
	})
}

func lines(t *testing.T, db *sqldb.DB, q processinglog.Query) []*processingv1.ProcessingLine {
	t.Helper()
	if q.Size == 0 {
		q.Size = 100
	}
	list, err := processinglog.List(t.Context(), db.Read(), q)
	require.NoError(t, err)
	return list
}

func TestEachDataSubjectHasALineOfItsOwn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		ctx, call := called(t)
		span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
		ctx = trace.ContextWithSpanContext(ctx, span) // and it is not sampled
		require.False(t, call.Logged())

		require.NoError(t, appendTo(ctx, db, processinglog.Of(ctx, about("anna", "ben"))))

		require.True(t, call.Logged())
		list := lines(t, db, processinglog.Query{})
		require.Len(t, list, 2)
		for i, subject := range []string{"anna", "ben"} {
			l := list[i]
			require.Equal(t, subject, l.GetSubject())
			require.Equal(t, "eater", l.GetSubjectType())
			require.Equal(t, "taste", l.GetFields())
			require.Equal(t, "/kitchen.v1.Oven/Bake", l.GetMethod())
			require.Equal(t, "baking", l.GetActivity())
			require.Equal(t, "cook", l.GetActor())
			require.Equal(t, "till", l.GetVia())
			require.Equal(t, "ok", l.GetResult())
			require.Equal(t, now(), l.GetCreateTime().AsTime())
			require.Equal(t, span.TraceID().String(), l.GetTraceId())
			require.Equal(t, span.SpanID().String(), l.GetParentSpanId())
			require.Len(t, l.GetSpanId(), 16)
		}
		require.NotEqual(t, list[0].GetSpanId(), list[1].GetSpanId())
	})
}

func TestCallWithoutATraceHasOneOfItsOwn(t *testing.T) {
	db := testkit.SQLite().Open(t, nil)
	ctx, _ := called(t)
	require.NoError(t, appendTo(ctx, db, processinglog.Of(ctx, about("anna", "ben"))))
	list := lines(t, db, processinglog.Query{})
	require.Len(t, list[0].GetTraceId(), 32)
	require.Equal(t, list[0].GetTraceId(), list[1].GetTraceId())
	require.Empty(t, list[0].GetParentSpanId())
}

func TestLinesStandAndFallWithWhatTheyTell(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		ctx, _ := called(t)
		refused := errors.New("refused")
		require.ErrorIs(t, db.Write(ctx, func(c context.Context, tx *sql.Tx) error {
			return errors.Join(processinglog.Append(c, tx, now(), processinglog.Of(ctx, about("anna"))), refused)
		}), refused)
		require.Empty(t, lines(t, db, processinglog.Query{}))
	})
}

func TestSearchThatFindsNobodyIsLoggedWithoutALine(t *testing.T) {
	db := testkit.SQLite().Open(t, nil)
	ctx, call := called(t)
	require.NoError(t, appendTo(ctx, db, processinglog.Of(ctx, about())))
	require.True(t, call.Logged())
	require.Empty(t, lines(t, db, processinglog.Query{}))
}

func TestCallThatAnEarlierLineTellsOfIsLoggedWithoutAnother(t *testing.T) {
	db := testkit.SQLite().Open(t, nil)
	ctx, call := called(t)
	processinglog.Stands(ctx)
	require.True(t, call.Logged())
	require.Empty(t, lines(t, db, processinglog.Query{}))
	processinglog.Stands(t.Context()) // a method that declares no processing has no log
}

func TestMethodThatDeclaresNoProcessingCannotLog(t *testing.T) {
	db := testkit.SQLite().Open(t, nil)
	require.ErrorContains(t, appendTo(t.Context(), db, processinglog.Of(t.Context(), about("anna"))), "does not declare")
	ctx, _ := called(t)
	require.Error(t, appendTo(ctx, db, processinglog.Of(ctx, about(""))), "a line is about somebody")
}

func TestEntriesOfManyCallsAreWrittenByOne(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		mine, one := called(t)
		yours, two := processinglog.Begin(t.Context(), "/kitchen.v1.Oven/Cook", "cooking")
		yours = auth.With(yours, &auth.Identity{Subject: "you"})
		require.NoError(t, appendTo(mine, db, processinglog.Of(mine, about("anna")), processinglog.Of(yours, about("ben"))))
		require.True(t, one.Logged() && two.Logged())
		require.Equal(t, "cook", lines(t, db, processinglog.Query{Subject: "anna"})[0].GetActor())
		require.Equal(t, "you", lines(t, db, processinglog.Query{Activity: "cooking"})[0].GetActor())
	})
}

func TestLinesAreFoundByWhatTheyTell(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for range 3 {
			ctx, _ := called(t)
			require.NoError(t, appendTo(ctx, db, processinglog.Of(ctx, about("anna", "ben"))))
		}
		all := lines(t, db, processinglog.Query{})
		require.Len(t, all, 6)
		require.Len(t, lines(t, db, processinglog.Query{Subject: "anna"}), 3)
		require.Len(t, lines(t, db, processinglog.Query{TraceID: all[0].GetTraceId()}), 2)
		require.Len(t, lines(t, db, processinglog.Query{Activity: "baking", Subject: "ben", TraceID: all[1].GetTraceId()}), 1)
		require.Empty(t, lines(t, db, processinglog.Query{Activity: "cooking"}))
		require.Len(t, lines(t, db, processinglog.Query{Until: all[1].GetId()}), 2)
		require.Len(t, lines(t, db, processinglog.Query{Since: now(), Before: now().Add(time.Second)}), 6)
		require.Empty(t, lines(t, db, processinglog.Query{Since: now().Add(time.Second)}))
		require.Empty(t, lines(t, db, processinglog.Query{Before: now()}))
		page := lines(t, db, processinglog.Query{After: all[1].GetId(), Size: 2})
		require.Equal(t, []string{all[2].GetId(), all[3].GetId()}, []string{page[0].GetId(), page[1].GetId()})
	})
}

func TestReadingIsLoggedUnderThePseudonymOfEach(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		log := processinglog.Log{
			DB: db, Clock: testkit.NewClock(now()), SubjectType: "eater", Pseudonym: func(id string) string { return "guest " + id },
		}
		ctx, call := called(t)
		require.NoError(t, log.Read(ctx, "taste", "anna", "ben"))
		require.True(t, call.Logged())
		list := lines(t, db, processinglog.Query{})
		require.Len(t, list, 2)
		for i, subject := range []string{"guest anna", "guest ben"} {
			require.Equal(t, subject, list[i].GetSubject())
			require.Equal(t, "eater", list[i].GetSubjectType())
			require.Equal(t, "taste", list[i].GetFields())
			require.Equal(t, now(), list[i].GetCreateTime().AsTime())
		}
	})
}

func TestLinesAboutADataSubjectAreRemovedAndNoOthers(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		ctx, _ := called(t)
		require.NoError(t, appendTo(ctx, db, processinglog.Of(ctx, about("anna", "ben")), processinglog.Of(ctx, about("anna", "carl"))))
		var removed int64
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
			removed, err = processinglog.Remove(ctx, tx, "anna", "nobody")
			return err
		}))
		require.EqualValues(t, 2, removed)
		var left []string
		for _, line := range lines(t, db, processinglog.Query{}) {
			left = append(left, line.GetSubject())
		}
		require.ElementsMatch(t, []string{"ben", "carl"}, left)
	})
}
