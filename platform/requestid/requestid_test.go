package requestid_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

var now = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

const scope = "CreateRoom"

// claim is one for a room called content, at place i of a batch.
func claim(i int, id, content, resource string) requestid.Claim {
	return requestid.Claim{
		RequestID: id, Hash: requestid.Hash(wrapperspb.String(content)), ResourceID: resource,
		Path: fmt.Sprintf("requests[%d].request_id", i),
	}
}

func claimAll(t *testing.T, db *sqldb.DB, scope string, claims ...requestid.Claim) (ids []string, err error) {
	t.Helper()
	err = db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
		ids, err = requestid.ClaimAll(ctx, tx, now, scope, claims)
		return err
	})
	return ids, err
}

func rows(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	require.NoError(t, db.Read().QueryRow("SELECT COUNT(*) FROM request_id").Scan(&n))
	return n
}

func TestSecondDeliveryIsAnsweredWithWhatTheFirstMade(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for i, want := range []bool{true, false, false} {
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				id, first, err := requestid.First(ctx, tx, now, scope, claim(0, "r", "Hall", fmt.Sprint("room-", i)))
				require.Equal(t, "room-0", id)
				require.Equal(t, want, first)
				return err
			}))
		}
		require.Equal(t, 1, rows(t, db))
	})
}

func TestRequestWithoutAnIDIsAlwaysTheFirst(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for range 2 {
			ids, err := claimAll(t, db, scope, claim(0, "", "Hall", "1"), claim(1, "", "Hall", "2"), claim(2, "", "Attic", "3"))
			require.NoError(t, err)
			require.Equal(t, []string{"1", "2", "3"}, ids)
		}
		require.Zero(t, rows(t, db))
	})
}

func TestMethodsDoNotShareTheirIDs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for _, scope := range []string{"CreateRoom", "CreateHall"} {
			ids, err := claimAll(t, db, scope, claim(0, "r", "of "+scope, "made by "+scope))
			require.NoError(t, err)
			require.Equal(t, []string{"made by " + scope}, ids)
		}
	})
}

func TestEveryReusedIDIsNamed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		_, err := claimAll(t, db, scope, claim(0, "a", "Hall", "1"), claim(1, "b", "Attic", "2"))
		require.NoError(t, err)
		_, err = claimAll(t, db, scope, claim(0, "b", "Cellar", "3"), claim(1, "new", "Cellar", "4"), claim(2, "a", "Cellar", "5"))
		var f *fault.Error
		require.ErrorAs(t, err, &f)
		require.Equal(t, fault.AlreadyExists, f.Kind)
		require.Equal(t, "REQUEST_ID_REUSED", f.Reason)
		const text = "This request id was used before, with other content."
		require.Equal(t, []fault.Field{
			{Path: "requests[0].request_id", Reason: "REQUEST_ID_REUSED", Text: text},
			{Path: "requests[2].request_id", Reason: "REQUEST_ID_REUSED", Text: text},
		}, f.Fields)
		require.Equal(t, 2, rows(t, db), "nothing of the refused batch is kept")
	})
}

func TestBatchIsDeliveredPartlyAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		_, err := claimAll(t, db, scope, claim(0, "b", "Attic", "1"))
		require.NoError(t, err)
		ids, err := claimAll(t, db, scope,
			claim(0, "c", "Hall", "2"), claim(1, "b", "Attic", "3"), claim(2, "", "Hall", "4"), claim(3, "a", "Hall", "5"))
		require.NoError(t, err)
		require.Equal(t, []string{"2", "1", "4", "5"}, ids)
	})
}

func TestOneIDTwiceInABatchMakesOneResource(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		ids, err := claimAll(t, db, scope, claim(0, "a", "Hall", "1"), claim(1, "a", "Hall", "2"))
		require.NoError(t, err)
		require.Equal(t, []string{"1", "1"}, ids)

		_, err = claimAll(t, db, scope, claim(0, "b", "Hall", "3"), claim(1, "b", "Attic", "4"))
		var f *fault.Error
		require.ErrorAs(t, err, &f)
		require.Len(t, f.Fields, 1)
		require.Equal(t, "requests[1].request_id", f.Fields[0].Path, "the first of the two is not at fault")
	})
}

func TestRequestThatFailedLaterMayBeDeliveredAgainWithOtherContent(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		refused := errors.New("no such floor")
		require.ErrorIs(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, first, err := requestid.First(ctx, tx, now, scope, claim(0, "r", "Hall", "1"))
			require.NoError(t, err)
			require.True(t, first)
			return refused
		}), refused)
		ids, err := claimAll(t, db, scope, claim(0, "r", "Hall upstairs", "2"))
		require.NoError(t, err)
		require.Equal(t, []string{"2"}, ids)
	})
}

func TestCallersWhoMeetAgreeOnOneResourcePerID(t *testing.T) {
	const callers, ids = 8, 450 // more ids than one statement takes
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		var wg sync.WaitGroup
		var mu sync.Mutex
		var attempts atomic.Int32
		made := map[string]map[string]bool{}
		for caller := range callers {
			wg.Go(func() {
				var claims []requestid.Claim
				for _, n := range rand.Perm(ids) { // each in an order of its own
					id := fmt.Sprint("request-", n)
					claims = append(claims, claim(n, id, id, fmt.Sprintf("%s by %d", id, caller)))
				}
				var got []string
				err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
					attempts.Add(1)
					got, err = requestid.ClaimAll(ctx, tx, now, scope, claims)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				for i, c := range claims {
					if made[c.RequestID] == nil {
						made[c.RequestID] = map[string]bool{}
					}
					made[c.RequestID][got[i]] = true
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, callers, attempts.Load(), "they wait for each other, and no deadlock makes one begin again")
		require.Len(t, made, ids)
		for id, resources := range made {
			require.Len(t, resources, 1, id)
		}
	})
}

func TestHashTellsContentsApart(t *testing.T) {
	require.Equal(t, requestid.Hash(wrapperspb.String("Hall")), requestid.Hash(wrapperspb.String("Hall")))
	require.NotEqual(t, requestid.Hash(wrapperspb.String("Hall")), requestid.Hash(wrapperspb.String("Attic")))
	require.Len(t, requestid.Hash(wrapperspb.String("")), 32)
}
