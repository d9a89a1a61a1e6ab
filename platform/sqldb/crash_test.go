package sqldb_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

// inChild holds, in the environment, the address of the database that the child writes to.
const inChild = "MEEDOEN_SQLDB_CHILD"

func TestEveryAnswerSurvivesAKilledProcess(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url := engine.URL(t, schema)
		child := exec.Command(os.Args[0], "-test.run=^TestChild$")
		child.Env = append(os.Environ(), inChild+"="+url)
		child.Stderr = os.Stderr
		stdout, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		answered := map[string]bool{}
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if answered[lines.Text()] = true; len(answered) == 300 {
				require.NoError(t, child.Process.Kill())
			}
		}
		require.Error(t, child.Wait(), "it was killed while it wrote")
		require.GreaterOrEqual(t, len(answered), 300)
		r := &rig{DB: testkit.OpenDB(t, url)}
		require.Subset(t, r.notes(t), keys(answered))
	})
}

func keys(m map[string]bool) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	return list
}

// TestChild is the child: it writes from many goroutines and prints what was answered, until it is killed.
func TestChild(t *testing.T) {
	url := os.Getenv(inChild)
	if url == "" {
		return
	}
	db := testkit.OpenDB(t, url)
	var wg sync.WaitGroup
	for caller := range 32 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d", caller, i)
				if err := db.Write(context.Background(), note(id)); err != nil {
					t.Error(err)
					return
				}
				fmt.Println(id)
			}
		})
	}
	wg.Wait()
}
