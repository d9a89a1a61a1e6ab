package auditlog_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestLinesAreSealedInOrderInBatchesThatHangTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.seal(3)
		r.fits(0, 0)
		r.appends(objects(7)...)
		r.seal(3)
		require.Equal(t, map[int][]string{1: objects(7)[:3], 2: objects(7)[3:6], 3: objects(7)[6:]}, r.sealed())
		end := r.fits(3, 7)
		require.Contains(t, r.log.String(), "hash="+hex.EncodeToString(end.Hash), "a witness outside the database")
		r.seal(3)
		require.Equal(t, end, r.fits(3, 7), "what is sealed is sealed once")
	})
}

// The encoding is a promise: who keeps a copy of the log computes the same by what is written of it (ADR 63).
func TestHashOfABatchIsThatOfTheWrittenEncoding(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends("cake/1")
		r.seal(1)
		r.append(auditlog.Refused(call(t.Context(), "ben"), "cake/é", "NOT_YOURS"))
		r.seal(1)
		var id string
		require.NoError(t, r.db.Read().QueryRow("SELECT id FROM audit_log WHERE batch = 2").Scan(&id))
		var previous []byte
		require.NoError(t, r.db.Read().QueryRow("SELECT hash FROM audit_batch WHERE number = 1").Scan(&previous))

		at := binary.BigEndian.AppendUint64(nil, uint64(now().UnixMicro()))
		want := append([]byte("meedoen audit batch 1"), previous...)
		want = append(want, 0, 0, 0, 0, 0, 0, 0, 2)
		want = append(want, at...)
		want = append(want, 0, 0, 0, 0, 0, 0, 0, 1)
		for _, text := range []string{id, "", "ben", "till", "cook waiter", "/kitchen.v1.Oven/Bake", "cake/é", "refused", "NOT_YOURS"} {
			want = append(append(want, 0, 0, 0, 0, 0, 0, 0, byte(len(text))), text...)
		}
		sum := sha256.Sum256(append(want, at...))
		require.Equal(t, sum[:], r.fits(2, 2).Hash)
	})
}

// A transaction has made the id of its line, and others commit and are sealed before it does.
func TestLineThatCommitsLateComesIntoALaterBatch(t *testing.T) {
	r := newRig(t, testkit.Postgres().URL(t, nil))
	wrote, commit := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			err := auditlog.Append(ctx, tx, now(), auditlog.Done(call(ctx, "late"), "late"))
			close(wrote)
			<-commit
			return err
		})
	}()
	<-wrote
	r.appends("early")
	r.seal(10)
	close(commit)
	require.NoError(t, <-done)
	require.Equal(t, map[int][]string{0: {"late"}, 1: {"early"}}, r.sealed())
	before := r.fits(1, 1)
	r.seal(10)
	require.Equal(t, map[int][]string{1: {"early"}, 2: {"late"}}, r.sealed())
	r.fits(2, 2)
	require.EqualValues(t, 2, r.verify(before).Through.Batch, "what was sealed before is the same")
}

func TestTwoSealersMakeOneChain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const lines = 120
		ctx, stop := context.WithCancel(context.Background())
		var sealers, writers sync.WaitGroup
		for range 2 {
			other := newRig(t, r.url)
			s := auditlog.Sealer{DB: other.db, Clock: r.clock, Log: slog.New(slog.DiscardHandler), Most: 3, Every: 1}
			sealers.Go(func() { require.NoError(t, s.Run(ctx)) })
		}
		for range 4 {
			writers.Go(func() { r.appends(objects(lines / 4)...) })
		}
		writers.Wait()
		for len(r.sealed()[0]) > 0 {
			require.Zero(t, r.verify(auditlog.Point{}).Faulty, "it fits at every moment")
		}
		stop()
		sealers.Wait()
		v := r.verify(auditlog.Point{})
		require.Zero(t, v.Faulty, v.Fault)
		require.EqualValues(t, lines, v.Lines, "each line is in one batch")
	})
}

// inChild holds, in the environment, the address of the database whose log the child seals.
const inChild = "MEEDOEN_AUDITLOG_CHILD"

func TestChainGoesOnAfterAProcessThatWasKilledWhileItSealed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends(objects(40)...)
		for killed := range 3 {
			child := exec.Command(os.Args[0], "-test.run=^TestChild$")
			child.Env = append(os.Environ(), inChild+"="+r.url)
			child.Stderr = os.Stderr
			stdout, err := child.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, child.Start())
			batches := 0
			for lines := bufio.NewScanner(stdout); batches < 3 && lines.Scan(); {
				batches++
			}
			require.NoError(t, child.Process.Kill())
			require.Error(t, child.Wait(), "it was killed while it sealed")
			v := r.verify(auditlog.Point{})
			require.Zero(t, v.Faulty, v.Fault)
			require.GreaterOrEqual(t, v.Through.Batch, int64(3*(killed+1)))
		}
		r.seal(100)
		require.Empty(t, r.sealed()[0])
		require.EqualValues(t, 40, r.verify(auditlog.Point{}).Lines)
	})
}

// TestChild is the child: it seals a line at a time, says so, and goes on until it is killed.
func TestChild(t *testing.T) {
	url := os.Getenv(inChild)
	if url == "" {
		return
	}
	r := newRig(t, url)
	for {
		_, err := r.sealer(1).Seal(context.Background())
		require.NoError(t, err)
		fmt.Println("sealed")
	}
}

func TestFaultOfTheDatabaseIsToldAndSealingGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends("cake")
		require.NoError(t, r.db.Close())
		ctx, stop := context.WithCancel(context.Background())
		told := make(chan struct{}, 1)
		s := r.sealer(1)
		s.Log = slog.New(hears{slog.DiscardHandler, told})
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		<-told
		<-told
		stop()
		require.NoError(t, <-done)
	})
}

// hears hears of every warning.
type hears struct {
	slog.Handler
	told chan struct{}
}

func (hears) Enabled(context.Context, slog.Level) bool { return true }

func (h hears) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelWarn {
		select {
		case h.told <- struct{}{}:
		default:
		}
	}
	return nil
}
