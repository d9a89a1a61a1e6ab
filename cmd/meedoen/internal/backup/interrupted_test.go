package backup

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// interrupted answers a folder with tables, into which a backup with chairs was being restored when the process was killed
// after some steps, and how many steps there are. None: when it had just been decided.
func interrupted(t *testing.T, after int) (f folder, steps int) {
	t.Helper()
	from := newFolder(t)
	from.put("chair")
	file := from.backup()
	f = newFolder(t)
	f.put("table")
	f.write("a stream", "events", "x")
	r := Restoration{File: file, Data: f.dir, Databases: f.databases(), Replace: true, Now: noon, Progress: func(string, int64, int64) {}}
	m, err := r.stage(t.Context())
	require.NoError(t, err)
	p := r.plan(m)
	require.NoError(t, p.decide(f.dir))
	all := p.steps(f.dir)
	for _, step := range all[:min(after, len(all))] {
		require.NoError(t, step())
	}
	return f, len(all)
}

func TestRestoreThatWasKilledAnywhereIsFinishedAtTheNextStart(t *testing.T) {
	_, steps := interrupted(t, 0)
	for after := range steps {
		t.Run(fmt.Sprint("after step ", after), func(t *testing.T) {
			f, _ := interrupted(t, after)
			finished, err := Finish(f.dir)
			require.NoError(t, err)
			if after < steps-1 {
				require.Contains(t, finished.String(), "was interrupted and has been finished now; what was there before is in replaced-")
			}
			require.Equal(t, []string{"shop chair", "store chair"}, f.things())
			old := folder{t, f.path("replaced-20220501T120000Z")}
			require.Equal(t, []string{"shop table", "store table"}, old.things())
			require.FileExists(t, old.path("events", "x"))
			require.NoDirExists(t, f.path("events"))
			finished, err = Finish(f.dir)
			require.NoError(t, err)
			require.Nil(t, finished)
		})
	}
}

func TestRestoreAfterOneThatWasKilledSaysSoAndChangesNothingMore(t *testing.T) {
	f, _ := interrupted(t, 3)
	other := newFolder(t)
	other.put("lamp")
	_, err := Make(t.Context(), f.job(f.path("b")))
	require.ErrorContains(t, err, "was interrupted: start meedoen once, which finishes it")
	_, err = f.restore(other.backup(), true)
	require.ErrorContains(t, err, "has been finished now")
	require.ErrorContains(t, err, "Restore again if you want another backup than that one")
	require.Equal(t, []string{"shop chair", "store chair"}, f.things())
}

func TestRestoreThatWasKilledBeforeItDecidedHasChangedNothing(t *testing.T) {
	from := newFolder(t)
	from.put("chair")
	f := newFolder(t)
	f.put("table")
	f.write("half", staging, "shop.db")
	f.write("half", staging, decided)
	finished, err := Finish(f.dir)
	require.NoError(t, err)
	require.Nil(t, finished)
	require.Equal(t, []string{"shop table", "store table"}, f.things())
	_, err = f.restore(from.backup(), true)
	require.NoError(t, err)
	require.Equal(t, []string{"shop chair", "store chair"}, f.things())
	require.NoDirExists(t, f.path(staging))
}

// Somebody who lists dead letters opens the databases without the lock of the folder, and so makes and removes their logs.
func TestLogsThatComeAndGoMeanwhileStayWithTheirDatabase(t *testing.T) {
	_, steps := interrupted(t, 0)
	for after := range steps {
		t.Run(fmt.Sprint("after step ", after), func(t *testing.T) {
			f, _ := interrupted(t, after)
			isNew := !exists(f.path(staging, "shop.db"))
			f.write("a log", "shop.db-wal")
			_, err := Finish(f.dir)
			require.NoError(t, err)
			require.Equal(t, isNew, exists(f.path("shop.db-wal")))
			require.Equal(t, !isNew, exists(f.path("replaced-20220501T120000Z", "shop.db-wal")))
		})
	}
}
