package testkit_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

// inChild says, in the environment, that this is the process whose end is watched.
const inChild = "MEEDOEN_TESTKIT_CHILD"

func TestServerAndItsFolderGoAwayWithTheTests(t *testing.T) {
	for name, end := range map[string]func(child *exec.Cmd, stdin io.Closer) error{
		"that end":        func(_ *exec.Cmd, stdin io.Closer) error { return stdin.Close() },
		"that are killed": func(child *exec.Cmd, _ io.Closer) error { return child.Process.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestChild$")
			child.Env = append(os.Environ(), inChild+"=yes", "MEEDOEN_TEST_POSTGRES_URL=")
			child.Stderr = os.Stderr
			stdin, err := child.StdinPipe()
			require.NoError(t, err)
			stdout, err := child.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, child.Start())
			url, err := bufio.NewReader(stdout).ReadString('\n')
			require.NoError(t, err)
			folder, server := serverAt(t, strings.TrimSpace(url))
			require.DirExists(t, folder)
			require.True(t, alive(server))

			require.NoError(t, end(child, stdin))
			_ = child.Wait() // which says how it ended
			require.Eventually(t, func() bool { return !alive(server) && !exists(folder) }, 20*time.Second, 10*time.Millisecond)
		})
	}
}

// TestChild is the child: it uses a server until it is told to end.
func TestChild(t *testing.T) {
	if os.Getenv(inChild) == "" {
		return
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		if engine.Name != "postgres" {
			return
		}
		fmt.Println(engine.URL(t, nil))
		_, err := io.Copy(io.Discard, os.Stdin)
		require.NoError(t, err)
	})
}

// serverAt answers the folder of a server and its process.
func serverAt(t *testing.T, url string) (folder string, pid int) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	defer db.Close()
	var data string
	require.NoError(t, db.QueryRow("SHOW data_directory").Scan(&data))
	file, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(file), "\n")
	pid, err = strconv.Atoi(first)
	require.NoError(t, err)
	return filepath.Dir(data), pid
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
