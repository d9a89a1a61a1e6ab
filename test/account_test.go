package test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"github.com/stretchr/testify/require"
)

// published is a line of the account that was published for 2022.
type published struct {
	value     int
	qualifier string
	unit      string
	theme     string
}

// publishedPage answers the published account by indicator.
func (s *suite) publishedPage() map[string]published {
	file, err := os.Open("../cmd/meedoen/internal/sample/verantwoording-2022.csv")
	require.NoError(s.t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(s.t, err)
	page := map[string]published{}
	for _, row := range rows[1:] {
		value, err := strconv.Atoi(row[4])
		require.NoError(s.t, err)
		page[row[0]] = published{theme: row[1], value: value, qualifier: row[5], unit: row[6]}
	}
	return page
}

// figures are figuresOf 2022.
func (s *suite) figures() map[string]int { return s.figuresOf(2022) }

// figuresOf answers the exact values of the account of a year over REST, of the figures that have one, with everything
// counted that was recorded before the call.
func (s *suite) figuresOf(year int32) map[string]int {
	manager := s.token("account.manager")
	told := s.rest("GET", "/v1/positions", manager, nil)
	require.Equal(s.t, 200, told.status, told.text)
	query := url.Values{}
	for _, position := range told.body["positions"].([]any) {
		query.Add("waitFor", position.(string))
	}
	path := fmt.Sprintf("/v1/accounts/%d", year)
	for range 4 { // a server ends a call that waits after half a minute
		if s.rest("GET", path+"?"+query.Encode(), manager, nil).status != 504 {
			break
		}
	}
	return s.values(path+"?"+query.Encode(), manager)
}

// published answers the exact values of the newest edition of the account of a year, as everybody reads them.
func (s *suite) published(year int) map[string]int {
	return s.values(fmt.Sprintf("/v1/accounts/%d", year), "")
}

// inFull answers the figures of the account of a year as it is now, with all their parts, and its goals.
func (s *suite) inFull(year int) map[string]any {
	a := s.rest("GET", fmt.Sprintf("/v1/accounts/%d?view=ACCOUNT_VIEW_FULL", year), s.token("account.manager"), nil)
	require.Equal(s.t, 200, a.status, a.text)
	require.NotEmpty(s.t, a.body["figures"])
	return map[string]any{"figures": a.body["figures"], "goals": a.body["goals"], "areas": a.body["areas"]}
}

// values answers the exact values of an account over REST, of the figures that have one.
func (s *suite) values(path, token string) map[string]int {
	a := s.rest("GET", path, token, nil)
	require.Equal(s.t, 200, a.status, a.text)
	values := map[string]int{}
	for _, f := range a.body["figures"].([]any) {
		figure := f.(map[string]any)
		if value, has := figure["value"]; has {
			values[fmt.Sprint(figure["indicator"])] = int(value.(float64))
		}
	}
	return values
}

// edition answers an edition of the account of a year with its signed content, as everybody reads it.
func (s *suite) edition(year, number int) map[string]any {
	a := s.rest("GET", fmt.Sprintf("/v1/accounts/%d/editions/%d", year, number), "", nil)
	require.Equal(s.t, 200, a.status, a.text)
	require.NotEmpty(s.t, a.body["signedContent"])
	return a.body
}
