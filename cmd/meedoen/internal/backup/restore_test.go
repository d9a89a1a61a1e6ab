package backup

import (
	"archive/tar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRestoreIntoAnEmptyFolder(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	file := f.backup()
	f.put("table")
	other := newFolder(t)
	restored, err := other.restore(file, false)
	require.NoError(t, err)
	require.Empty(t, restored.Aside)
	require.Equal(t, []string{"shop.db", "store.db"}, entries(t, other.dir), "and nothing else")
	info, err := os.Stat(other.path("shop.db"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.Equal(t, []string{"shop chair", "store chair"}, other.things())
}

func TestWhatIsThereIsSetAsideAndOnlyWhereThatIsSaid(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	file := f.backup()
	f.put("table")
	f.write("a log", "shop.db-wal")
	f.write("a stream", "events", "jetstream", "x")
	f.write("notes", "readme")
	f.write("old", "replaced-20220501T120000Z", "shop.db")

	_, err := f.restore(file, false)
	require.ErrorContains(t, err, "holds shop.db and store.db already: choose an empty folder, or set them aside with --replace")
	require.NoDirExists(t, f.path(staging))

	restored, err := f.restore(file, true)
	require.NoError(t, err)
	require.Equal(t, "replaced-20220501T120000Z-2", restored.Aside)
	require.Equal(t, []string{"events", "shop.db", "shop.db-wal", "store.db"}, entries(t, f.path(restored.Aside)))
	require.FileExists(t, f.path(restored.Aside, "events", "jetstream", "x"))
	require.Equal(t, []string{"readme", "replaced-20220501T120000Z", "replaced-20220501T120000Z-2", "shop.db", "shop.db.migrate",
		"store.db", "store.db.migrate"}, entries(t, f.dir))
	require.Equal(t, []string{"shop chair", "store chair"}, f.things())
}

func TestBackupOfAVersionWithFewerServicesIsRestored(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	file := filepath.Join(t.TempDir(), "older")
	older := f.job(file)
	older.Databases = older.Databases[:1]
	_, err := Make(t.Context(), older)
	require.NoError(t, err)
	f.put("table")

	restored, err := f.restore(file, true)

	require.NoError(t, err)
	require.Equal(t, []string{"chair"}, namesIn(t, f.path("shop.db")))
	require.NoFileExists(t, f.path("store.db"), "the service begins anew, for it may know what the others no longer do")
	require.Equal(t, []string{"chair", "table"}, namesIn(t, f.path(restored.Aside, "store.db")))
}

func TestArchiveThatIsNotWholeOrNotOursChangesNothing(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	file := f.backup()
	for name, c := range map[string]struct {
		change  func(m *Manifest, list *[]entry)
		problem string
	}{
		"a newer format":     {func(m *Manifest, _ *[]entry) { m.Format = 2 }, "the archive has format 2, and this program knows 1: restore it with meedoen 1.2.3"},
		"no format":          {func(m *Manifest, _ *[]entry) { m.Format = 0 }, "is no backup"},
		"no files":           {func(m *Manifest, _ *[]entry) { m.Files = nil }, "is no backup"},
		"a newer schema":     {func(m *Manifest, _ *[]entry) { m.Files[0].Schema.Service = 99 }, `.99, and this program knows `},
		"a newer platform":   {func(m *Manifest, _ *[]entry) { m.Files[1].Schema.Platform = 99 }, `"store.db" has schema 99.1`},
		"an unknown service": {func(m *Manifest, _ *[]entry) { m.Files[0].Service, m.Files[0].Name = "attic", "attic.db" }, `"attic.db" is the database of a service that this program does not know`},
		"an absolute path":   {func(m *Manifest, _ *[]entry) { m.Files[0].Name = "/etc/passwd" }, `"/etc/passwd" is no file of a backup`},
		"a path upwards":     {func(m *Manifest, _ *[]entry) { m.Files[0].Name = "../shop.db" }, `"../shop.db" is no file of a backup`},
		"a file named twice": {func(m *Manifest, _ *[]entry) { m.Files[1] = m.Files[0] }, `"shop.db" is named twice`},
		"no checksum":        {func(m *Manifest, _ *[]entry) { m.Files[0].SHA256 = "" }, "no size or checksum"},
		"another checksum":   {func(m *Manifest, _ *[]entry) { m.Files[0].SHA256 = strings.Repeat("0", 64) }, "shop.db has another checksum"},
		"another size":       {func(m *Manifest, _ *[]entry) { m.Files[0].Size++ }, "shop.db has"},
		"other events":       {func(m *Manifest, _ *[]entry) { m.Files[0].Events = 7 }, "not those of the manifest"},
		"a path in the tar":  {func(_ *Manifest, list *[]entry) { (*list)[0].name = "../shop.db" }, `"../shop.db" stands where shop.db belongs`},
		"a link":             {func(_ *Manifest, list *[]entry) { (*list)[0].kind = tar.TypeSymlink }, "stands where shop.db belongs"},
		"a file more":        {func(_ *Manifest, list *[]entry) { *list = append(*list, entry{"x.db", tar.TypeReg, nil}) }, `"x.db" is in it, which its manifest does not name`},
		"a file twice":       {func(_ *Manifest, list *[]entry) { *list = append(*list, (*list)[0]) }, `"shop.db" is in it, which its manifest does not name`},
		"a file less":        {func(_ *Manifest, list *[]entry) { *list = (*list)[:1] }, "store.db is missing"},
		"files in disorder":  {func(_ *Manifest, list *[]entry) { (*list)[0], (*list)[1] = (*list)[1], (*list)[0] }, `"store.db" stands where shop.db belongs`},
	} {
		t.Run(name, func(t *testing.T) {
			m, list := unpack(t, file)
			c.change(&m, &list)
			requireUnchanged(t, pack(t, m, list), c.problem)
		})
	}
}

func TestDatabaseThatIsDamagedInsideItsArchiveIsRefused(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	m, list := unpack(t, f.backup())
	for i := 2 * 4096; i < len(list[0].data); i++ {
		list[0].data[i] ^= 0xff
	}
	f.write(string(list[0].data), "damaged")
	described, err := describe(f.dir, "damaged")
	require.NoError(t, err)
	m.Files[0].SHA256 = described.SHA256
	requireUnchanged(t, pack(t, m, list), "shop.db: ")
}

func TestArchiveThatWasCutOrChangedIsRefused(t *testing.T) {
	f := newFolder(t)
	f.put("chair")
	whole, err := os.ReadFile(f.backup())
	require.NoError(t, err)
	for _, size := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		file := filepath.Join(t.TempDir(), "cut")
		require.NoError(t, os.WriteFile(file, whole[:size], 0o600))
		requireUnchanged(t, file, "damaged")
	}
	for at := 7; at < len(whole); at += len(whole) / 60 {
		changed := append([]byte(nil), whole...)
		changed[at] ^= 0x10
		file := filepath.Join(t.TempDir(), "changed")
		require.NoError(t, os.WriteFile(file, changed, 0o600))
		requireRefusedOrWhole(t, file)
	}
	file := filepath.Join(t.TempDir(), "longer")
	require.NoError(t, os.WriteFile(file, append(append([]byte(nil), whole...), "more"...), 0o600))
	requireUnchanged(t, file, "damaged")
}

// requireRefusedOrWhole requires that an archive with one bit changed is refused, or gives all the same what was in it:
// there are bits that say where equal bytes are copied from.
func requireRefusedOrWhole(t *testing.T, file string) {
	t.Helper()
	f := newFolder(t)
	f.put("table")
	before := entries(t, f.dir)
	if _, err := f.restore(file, true); err == nil {
		require.Equal(t, []string{"shop chair", "store chair"}, f.things())
		return
	}
	require.Equal(t, before, entries(t, f.dir))
	require.Equal(t, []string{"shop table", "store table"}, f.things())
}

// requireUnchanged requires that an archive is refused for a reason, and changes nothing.
func requireUnchanged(t *testing.T, file, problem string) {
	t.Helper()
	f := newFolder(t)
	f.put("table")
	f.write("a stream", "events", "x")
	before := entries(t, f.dir)
	_, err := f.restore(file, true)
	require.ErrorContains(t, err, problem)
	require.Equal(t, before, entries(t, f.dir))
	require.Equal(t, []string{"shop table", "store table"}, f.things())
}
