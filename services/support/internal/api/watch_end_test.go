package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestStreamLivesThroughARestart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ctx := r.system(t, "system-a")
		q := r.sends(t, "system-a", "1")
		r.goesOn(t, q.GetId(), 2) // committed by a process that ended before they had their numbers
		require.Zero(t, r.numbered(t))

		first, server := r.another(t)
		w := watches(ctx, t, first, &watchRequest{FromStart: true}).until(t, 3)
		require.NoError(t, server.Stop(t.Context()), "nothing is cut off")
		err := w.end()
		refusal{code: codes.Unavailable, reason: "SERVER_STOPPING"}.require(t, err)

		r.goesOn(t, r.sends(t, "system-a", "2").GetId(), 2)
		second, _ := r.another(t)
		w2 := watches(ctx, t, second, &watchRequest{ResumeToken: w.token}).until(t, 3)
		requireOrder(t, append(w.told, w2.told...))
		require.Equal(t, "2", w2.told[0].GetSenderReference())
		require.Equal(t, int64(6), r.numbered(t))
	})
}

// numbered answers how many changes have a number.
func (r *rig) numbered(t testing.TB) (n int64) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM question_change WHERE seq > 0").Scan(&n))
	return n
}

func TestTokensOfOthersAreRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		r.sends(t, "system-a", "1")
		token := watches(r.system(t, "system-a"), t, r.changes, &watchRequest{FromStart: true}).until(t, 1).token
		as := func(subject, role string) context.Context {
			return r.as(t, devissuer.Claims{Subject: subject, Roles: []string{role}})
		}
		refuse := func(ctx context.Context, req *watchRequest, want refusal) {
			t.Helper()
			stream, err := r.changes.WatchQuestions(ctx, req)
			require.NoError(t, err)
			_, err = stream.Recv()
			want.require(t, err)
		}
		wrong := invalid("resume_token RESUME_TOKEN_INVALID")
		refuse(as("system-b", "wijkteam"), &watchRequest{ResumeToken: token}, wrong)
		refuse(as("system-a", "support.worker"), &watchRequest{ResumeToken: token}, wrong)
		own := as("system-a", "wijkteam")
		for _, tampered := range []string{"x", token[1:], token + "AAAA", "A" + token[1:], token[:len(token)-2] + "AA", "gap"} {
			if tampered != token {
				refuse(own, &watchRequest{ResumeToken: tampered}, wrong)
			}
		}
		refuse(own, &watchRequest{ResumeToken: token, FromStart: true}, invalid("from_start FROM_START_UNEXPECTED"))

		// A copy of the database was put back, and other changes have these numbers now.
		r.exec(t, "UPDATE question_change SET id = 'another'")
		refuse(own, &watchRequest{ResumeToken: token}, invalid("resume_token RESUME_TOKEN_UNKNOWN"))
	})
}

func TestStreamEndsWithTheTokenOfItsCaller(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		ctx := r.as(t, devissuer.Claims{Subject: "system-a", Roles: []string{"wijkteam"}, Lifetime: time.Hour})
		w := watches(ctx, t, r.changes, &watchRequest{})
		r.clock.Advance(time.Hour - time.Second)
		require.Empty(t, w.next(t))
		r.clock.Advance(time.Second)
		refusal{code: codes.Unauthenticated, reason: "TOKEN_EXPIRED"}.require(t, w.end())
	})
}

func TestSlowWatcherHoldsUpNobodyAndMissesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client, _ := r.another(t)
		slow := watches(r.worker(t), t, client, &watchRequest{}) // does not read on
		fast := watches(r.worker(t), t, client, &watchRequest{})
		// More than flow control lets through, and far more than that process keeps.
		const batches, each = 4, 1000
		resident := r.aResident(t).GetId()
		for range batches {
			r.imports(t, each, resident)
			fast.until(t, len(fast.told)+each)
		}
		require.Len(t, fast.each, batches*each)
		requireSame(t, fast, slow.until(t, batches*each))
	})
}

// requireSame checks that two streams told the same changes in the same order, each once.
func requireSame(t testing.TB, want, got *watch) {
	t.Helper()
	require.Len(t, got.told, len(want.told))
	for i := range want.told {
		require.Equal(t, changeName(want.told[i]), changeName(got.told[i]))
	}
	require.Len(t, got.each, len(want.each))
}

func TestWhoIsToldIsInBothLogs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		resident := r.aResident(t)
		about := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = resident.GetId() })
		alone := r.aQuestion(t)
		r.goesOn(t, about.GetId(), 3)
		ctx := r.workerOf(t, "els", "haven")
		w := watches(ctx, t, r.changes, &watchRequest{FromStart: true}).until(t, 5)
		lines := r.lines(t, "WatchQuestions")
		require.Len(t, lines, 2, "one for each resident, however much is told")
		require.Equal(t, "support/questions", lines[0].GetActivity())
		require.Equal(t, "els", lines[0].GetActor())
		require.Equal(t, r.deps.Privacy.Logged(resident.GetId()), lines[0].GetSubject())
		require.Equal(t, r.deps.Privacy.Logged(alone.GetId()), lines[1].GetSubject())
		var begun int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE result = 'done'
			AND object = 'question-changes' AND actor = 'els'`).Scan(&begun))
		require.Equal(t, 1, begun)

		r.goesOn(t, alone.GetId(), 1)
		w.until(t, 6)
		require.Len(t, r.lines(t, "WatchQuestions"), 2, "today it stands in the log")
		watches(r.workerOf(t, "fien", "haven"), t, r.changes, &watchRequest{FromStart: true}).until(t, 6)
		require.Len(t, r.lines(t, "WatchQuestions"), 4, "each viewer has lines")
		r.clock.Advance(24 * time.Hour)
		watches(r.workerOf(t, "fien", "haven"), t, r.changes, &watchRequest{FromStart: true}).until(t, 6)
		require.Len(t, r.lines(t, "WatchQuestions"), 6, "and each day")
	})
}

func TestStreamThatIsLeftEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		w := watches(r.worker(t), t, r.changes, &watchRequest{})
		w.leave()
		require.Equal(t, codes.Canceled, status.Code(w.end()))
	})
}
