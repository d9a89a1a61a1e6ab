package test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
)

// integratorsPage is what integrators read.
func integratorsPage(t *testing.T) string {
	page, err := os.ReadFile("../docs/integrators.md")
	require.NoError(t, err)
	return string(page)
}

// sources answers the content of all files below a folder whose name ends in a suffix.
func sources(t *testing.T, dir, suffix string) string {
	var all strings.Builder
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, suffix) || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	}))
	return all.String()
}

// TestEveryReasonOnThePageForIntegratorsExists: in the comments of the protos, or in the platform, which gives it to every method.
func TestEveryReasonOnThePageForIntegratorsExists(t *testing.T) {
	comments, platform := sources(t, "../proto/meedoen/support", ".proto"), sources(t, "../platform", ".go")
	var found int
	for row := range strings.SplitSeq(integratorsPage(t), "\n") {
		cells := strings.Split(row, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		for _, reason := range regexp.MustCompile("`([A-Z_]+)`").FindAllStringSubmatch(cells[1], -1) {
			found++
			there := regexp.MustCompile(`\b`+reason[1]+`\b`).MatchString(comments) || strings.Contains(platform, `"`+reason[1]+`"`)
			require.True(t, there, reason[1])
		}
	}
	require.Greater(t, found, 40, "or nothing was looked at")
}

// TestThePageForIntegratorsHasEveryReasonTheyMeet: of every method that a system of a neighbourhood team may call.
func TestThePageForIntegratorsHasEveryReasonTheyMeet(t *testing.T) {
	var passed []string // the codes, which are in capitals and no reasons
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		words := regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(code.String(), "${1}_${2}")
		passed = append(passed, strings.ToUpper(words))
	}
	page, methods := integratorsPage(t), 0
	method := regexp.MustCompile(`(?m)((?:^  //.*\n)+)^  rpc (\w+)(?s:.*?)^  }\n`)
	for _, m := range method.FindAllStringSubmatch(sources(t, "../proto/meedoen/support", ".proto"), -1) {
		if !strings.Contains(m[0], `"wijkteam"`) {
			continue
		}
		methods++
		_, errors, _ := strings.Cut(m[1], "Errors:")
		for _, reason := range regexp.MustCompile(`\b[A-Z]{4,}(?:_[A-Z]+)*\b`).FindAllString(errors, -1) {
			if !slices.Contains(passed, reason) {
				require.Contains(t, page, "`"+reason+"`", m[2])
			}
		}
	}
	require.Greater(t, methods, 10, "or nothing was looked at")
}

// TestCommandsOnThePageForIntegratorsRun: as they stand there, but for where things are.
func TestCommandsOnThePageForIntegratorsRun(t *testing.T) {
	page := integratorsPage(t)
	d := deployOneProcess(t)
	client := d.goClient()
	line := func(begin string) []string {
		at := strings.Index(page, begin)
		require.NotEqual(t, -1, at, begin)
		command, _, _ := strings.Cut(page[at+len(begin):], "\n")
		return strings.Fields(command)
	}
	token := line("$(./meedoen token ")
	require.Equal(t, []string{"--role", "wijkteam", "--subject", "my-system)"}, token)
	done := client.run(line("./wijkteam ")...)
	require.Zero(t, done.code, done.err)
	require.NotEmpty(t, done.line(t)["referral_id"])
	following := line("./wijkteam follow ")
	following[len(following)-1] = filepath.Join(t.TempDir(), following[len(following)-1])
	watching := client.start(append([]string{"follow"}, following...)...)
	watching.handled(3)
	watching.stop()
	worker := d.rest("GET", "/v1/questions", d.supporter(), nil)
	require.Len(t, worker.body["questions"], 1, worker.text)
}
