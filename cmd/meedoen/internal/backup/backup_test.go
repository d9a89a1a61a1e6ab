package backup

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestBackupHoldsEachDatabaseAndSaysWhatItHolds(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	f.write("secret", KeyFile)
	db := testkit.OpenDB(t, "sqlite:"+f.path("shop.db")) // and it stays open
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, noon, "shop", outbox.Event{Noun: "thing.saved", Data: wrapperspb.Int64(1)})
	}))
	file := f.backup()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.Equal(t, []string{"backup.tar.zst"}, entries(t, filepath.Dir(file)), "no draft is left")

	m, list := unpack(t, file)
	require.Equal(t, 1, m.Format)
	require.Equal(t, "1.2.3", m.Program)
	require.Equal(t, noon, m.CreatedAt)
	require.Len(t, list, 2, "the key was not asked for")
	for i, service := range []string{"shop", "store"} {
		require.Equal(t, service+".db", list[i].name)
		require.Equal(t, service, m.Files[i].Service)
		require.EqualValues(t, len(list[i].data), m.Files[i].Size)
		require.Equal(t, f.databases()[i].Newest, m.Files[i].Schema)
		require.EqualValues(t, 1-i, m.Files[i].Events)
	}
}

func TestKeyGoesAlongWhereItIsAskedFor(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	file := filepath.Join(t.TempDir(), "backup.tar.zst")
	job := f.job(file)
	job.Keys = true
	_, err := Make(t.Context(), job)
	require.ErrorContains(t, err, "there is no key to take along")
	f.write("secret", KeyFile)
	_, err = Make(t.Context(), job)
	require.NoError(t, err)
	f.write("another", KeyFile)
	restored, err := f.restore(file, true)
	require.NoError(t, err)
	for path, want := range map[string]string{f.path(KeyFile): "secret", f.path(restored.Aside, KeyFile): "another"} {
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
}

func TestEverythingThatKeepsABackupFromBeingMadeIsToldAtOnce(t *testing.T) {
	f := newFolder(t)
	f.write("mine", "backup.tar.zst")
	job := f.job(f.path("backup.tar.zst"))
	job.Databases[1].Address = "postgres://user:secret@host/store"
	_, err := Make(t.Context(), job)
	require.ErrorContains(t, err, "backup.tar.zst is there already, and a backup overwrites nothing")
	require.ErrorContains(t, err, "shop has no database yet: there is no file "+f.path("shop.db"))
	require.ErrorContains(t, err, "store.database names a database that is no file: back up store with pg_dump")
	require.NotContains(t, err.Error(), "secret")
	require.Equal(t, []string{"backup.tar.zst"}, entries(t, f.dir), "and nothing was made")
}

func TestFileThatAppearsMeanwhileIsNotOverwritten(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	job := f.job(f.path("backup.tar.zst"))
	job.Progress = func(string, int64, int64) { f.write("mine", "backup.tar.zst") }
	_, err := Make(t.Context(), job)
	require.ErrorContains(t, err, "a backup overwrites nothing")
	text, err := os.ReadFile(job.File)
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))
}

func TestDamagedDatabaseIsNotBackedUp(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	text, err := os.ReadFile(f.path("store.db"))
	require.NoError(t, err)
	for i := 2 * 4096; i < len(text); i++ {
		text[i] ^= 0xff
	}
	f.write(string(text), "store.db")
	_, err = Make(t.Context(), f.job(f.path("backup.tar.zst")))
	require.ErrorContains(t, err, "copy the database of store")
	require.NoFileExists(t, f.path("backup.tar.zst"))
}

func TestBackupThatIsStoppedLeavesNothingBehind(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	ctx, cancel := context.WithCancel(t.Context())
	job := f.job(filepath.Join(t.TempDir(), "backup.tar.zst"))
	job.Progress = func(step string, done, _ int64) {
		if step == "writing" && done > 0 {
			cancel()
		}
	}
	_, err := Make(ctx, job)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, entries(t, filepath.Dir(job.File)))
}

func TestBackupWhileOthersWriteIsOneInstantOfEachDatabase(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	db := testkit.OpenDB(t, "sqlite:"+f.path("shop.db"))
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			err := db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "INSERT INTO thing (name) VALUES ($1), ($2)",
					time.Unix(int64(n), 0).String()+"a", time.Unix(int64(n), 0).String()+"b")
				return err
			})
			if err != nil {
				done <- err
				return
			}
		}
	}()
	for range 3 {
		other := newFolder(t)
		_, err := other.restore(f.backup(), false)
		require.NoError(t, err)
		require.Zero(t, len(other.things())%2, "two chairs, and pairs")
	}
	close(stop)
	require.NoError(t, <-done)
}
