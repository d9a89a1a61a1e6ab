package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// Each test stops the process, the server or both after one step of an event's way, and starts them again.

func TestEventThatWasCommittedAndNotSentIsSentByTheNextRelay(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.add(upTo(3)...)
		r.runOnce()
		require.Equal(t, upTo(3), r.numbers())
	})
}

func TestEventThatWasSentAndNotMarkedIsSentAgainAndDroppedByTheServer(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.add(upTo(3)...)
		r.runOnce()
		r.exec("UPDATE outbox SET sent_at = 0")
		r.runOnce()
		require.Zero(t, r.unsent())
		require.Equal(t, upTo(3), r.numbers())
	})
}

func TestRelayThatStopsBeforeItSendsLosesNothing(t *testing.T) {
	// A relay commits its lease, and what it sends again.
	for _, commits := range []int{1, 2} {
		t.Run(fmt.Sprint("after commit ", commits), func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				r := newRig(t, engine, testkit.NATS(t))
				r.add(upTo(3)...)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				n := 0
				r.db.OnCommit(func([]any) {
					if n++; n == commits {
						cancel()
					}
				})
				require.NoError(t, r.relay.Run(ctx))
				require.Equal(t, 3, r.unsent())
				r.runOnce()
				require.Equal(t, upTo(3), r.numbers())
			})
		})
	}
}

func TestRelayThatStopsHalfWayLosesNothing(t *testing.T) {
	const all, look = 1200, 500
	// What one look at the log found is sent before the relay sees that it is to stop.
	for published, left := range map[int]int{1: all - look, look: all - look, look + 1: all - 2*look} {
		t.Run(fmt.Sprint("at event ", published), func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				r := newRig(t, engine, testkit.NATS(t))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				r.addTraced(upTo(all)...)
				r.atEvent(published, cancel)
				require.NoError(t, r.newRelay().Run(ctx))
				require.GreaterOrEqual(t, r.unsent(), left)
				require.LessOrEqual(t, r.unsent(), left+look)
				r.runOnce()
				require.Equal(t, upTo(all), r.numbers())
			})
		})
	}
}

func TestEventThatIsCommittedBehindAPassOverTheLogIsSentAtItsEnd(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.addTraced(upTo(1200)...)
		r.add(1201)
		// As another instance would that began before all of these and commits now: this one is not told.
		r.exec("UPDATE outbox SET sent_at = 1, id = '0' WHERE aggregate_id = 'id-1201'")
		r.atEvent(600, func() { r.exec("UPDATE outbox SET sent_at = 0 WHERE id = '0'") })
		r.poll = time.Hour
		r.run(r.newRelay())
		r.sent()
		require.ElementsMatch(t, upTo(1201), r.numbers())
	})
}

func TestNothingIsSentAgainByARelayWhoseStreamHasAll(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		r := newRig(t, engine, s.Connect())
		stop := r.run(r.relay)
		r.add(upTo(3)...)
		r.sent()
		at := r.sentAt(upTo(3)...)
		stop()
		for _, restart := range []func(){
			func() {},
			func() { s.Stop(); s.Start() },
			func() { r.add(4); r.runOnce() },
		} {
			r.clock.Advance(time.Second)
			restart()
			r.runOnce()
			require.Equal(t, at, r.sentAt(upTo(3)...))
		}
		require.Len(t, r.events(), 4)
	})
}

func TestOnlyTheLastMinutesAreSentAgainWhereTheStreamMayHaveLostSome(t *testing.T) {
	for name, lose := range map[string]func(*rig){
		"nobody noted what it had":                       func(r *rig) { r.exec("DELETE FROM outbox_end") },
		"a version that notes nothing has sent since":    func(r *rig) { r.exec("UPDATE outbox_end SET sent_at = sent_at - 1") },
		"it is another stream":                           func(r *rig) { r.exec("UPDATE outbox_end SET stream_created_at = stream_created_at + 1") },
		"its end is gone":                                func(r *rig) { r.exec("UPDATE outbox_end SET sequence = sequence + 1") },
		"another event came under the number of the end": func(r *rig) { r.exec("UPDATE outbox_end SET event_id = '0'") },
		"one before the end is gone": func(r *rig) {
			stream, err := r.nats.JS.Stream(r.t.Context(), natsx.StreamName(service))
			require.NoError(r.t, err)
			require.NoError(r.t, stream.DeleteMsg(r.t.Context(), 2))
		},
		"the first is gone": func(r *rig) {
			stream, err := r.nats.JS.Stream(r.t.Context(), natsx.StreamName(service))
			require.NoError(r.t, err)
			require.NoError(r.t, stream.Purge(r.t.Context(), jetstream.WithPurgeSequence(2)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				r := newRig(t, engine, testkit.NATS(t))
				stop := r.run(r.relay)
				times := map[int64]time.Time{}
				for n, later := range []time.Duration{0, time.Hour, outbox.ResendWindow} {
					r.clock.Advance(later)
					times[int64(n)] = r.clock.Now()
					r.add(int64(n))
					r.sent()
				}
				stop()
				lose(r)
				r.clock.Advance(24 * time.Hour)
				r.add(3)
				r.runOnce()
				times[1], times[2], times[3] = r.clock.Now(), r.clock.Now(), r.clock.Now()
				require.Equal(t, times, r.sentAt(0, 1, 2, 3))
			})
		})
	}
}

// sentAt answers when numbers were marked as sent.
func (r *rig) sentAt(numbers ...int64) map[int64]time.Time {
	r.t.Helper()
	times := map[int64]time.Time{}
	for _, n := range numbers {
		var at sqldb.Time
		require.NoError(r.t, r.db.Read().QueryRow("SELECT sent_at FROM outbox WHERE aggregate_id = $1", event(n).AggregateID).Scan(&at))
		times[n] = at.Time
	}
	return times
}

func TestEventsThatTheServerLostAreSentAgain(t *testing.T) {
	for name, restart := range map[string]bool{"by the relay that ran all the time": false, "by the next relay": true} {
		t.Run(name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				s := testkit.NewNATSServer(t, server.Options{})
				r := newRig(t, engine, s.Connect())
				stop := r.run(r.relay)
				r.add(1)
				r.sent()
				s.Stop()
				powerLoss := s.Save()
				s.Start()
				r.add(2, 3)
				r.sent()
				require.Equal(t, upTo(3), r.numbers())
				if restart {
					stop()
				}
				s.Stop()
				powerLoss()
				r.clock.Advance(24 * time.Hour) // longer than events are sent again: the outage does not count
				r.add(4)
				s.Start()
				if restart {
					r.run(r.newRelay())
				}
				r.sent()
				require.ElementsMatch(t, upTo(4), r.numbers())
			})
		})
	}
}

func TestStreamThatWasMadeAndNotFilledIsFilled(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		stop := r.run(r.relay)
		r.add(1)
		r.sent()
		r.clock.Advance(time.Hour)
		r.add(2)
		r.sent()
		stop()
		// A relay found the stream gone, made it, and died.
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		require.Eventually(t, func() bool { // the server may still be removing the one before
			_, err := r.nats.DeclareStream(t.Context(), service)
			return err == nil
		}, 10*time.Second, 10*time.Millisecond)
		r.add(3)
		r.runOnce()
		require.Equal(t, upTo(3), r.numbers())
	})
}

func TestStreamThatIsDeletedUnderTheRelayIsFilledFromTheLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.run(r.relay)
		r.add(1)
		r.sent()
		r.clock.Advance(time.Hour)
		r.add(2)
		r.sent()
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		r.add(3)
		r.sent()
		require.Equal(t, upTo(3), r.numbers())
	})
}

func TestRelayThatTakesOverLooksAtTheStreamAnew(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.run(r.relay)
		r.add(1)
		r.sent()
		// Another instance has the lease for a while, finds the stream gone, makes it, and dies.
		r.exec("UPDATE lease SET holder = 'another', expires_at = 4102444800000000")
		asked := r.After("LeaseHeldElsewhere")
		r.clock.Advance(lease.Term / 2)
		r.exec("DELETE FROM outbox WHERE id = ''") // a commit wakes the relay
		<-asked
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		_, err := r.nats.DeclareStream(t.Context(), service)
		require.NoError(t, err)
		r.exec("DELETE FROM lease")
		r.add(2)
		r.sent()
		require.Equal(t, upTo(2), r.numbers())
	})
}

func TestEventThatTheServerRefusesHoldsNoOtherUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.limit(2000)
		big := outbox.Event{Noun: "number.added", AggregateID: "big", Data: wrapperspb.String(strings.Repeat("x", 2000))}
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return outbox.Append(ctx, tx, start, service, event(1), big, event(2))
		})
		marked := r.After("MarkSent")
		r.run(r.relay)
		<-marked
		<-r.After("ListUnsent") // of the next round
		require.Equal(t, upTo(2), r.numbers())
		require.Equal(t, 1, r.unsent())

		r.limit(-1)
		r.add(3)
		r.sent()
		require.Len(t, r.events(), 4)
	})
}

// limit has the server refuse messages of more bytes.
func (r *rig) limit(bytes int32) {
	r.t.Helper()
	_, err := r.nats.DeclareStream(r.t.Context(), service)
	require.NoError(r.t, err)
	stream, err := r.nats.JS.Stream(r.t.Context(), natsx.StreamName(service))
	require.NoError(r.t, err)
	config := stream.CachedInfo().Config
	config.MaxMsgSize = bytes
	_, err = r.nats.JS.UpdateStream(r.t.Context(), config)
	require.NoError(r.t, err)
}
