package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestPathRunsFromTheTopDownOrIsNotComplete(t *testing.T) {
	tests := map[string]struct {
		parents  map[string]string
		path     []string
		complete bool
	}{
		"at the top":               {map[string]string{"a": ""}, []string{"a"}, true},
		"under two others":         {map[string]string{"a": "b", "b": "c", "c": ""}, []string{"c", "b", "a"}, true},
		"not known itself":         {map[string]string{"b": ""}, nil, false},
		"a parent not known":       {map[string]string{"a": "b"}, nil, false},
		"a grandparent not known":  {map[string]string{"a": "b", "b": "c"}, nil, false},
		"its own parent":           {map[string]string{"a": "a"}, nil, false},
		"in a circle":              {map[string]string{"a": "b", "b": "c", "c": "a"}, nil, false},
		"under others in a circle": {map[string]string{"a": "b", "b": "c", "c": "b"}, nil, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path, complete := domain.Path(func(id string) (domain.Programme, bool) {
				parent, known := test.parents[id]
				return domain.Programme{ID: id, ParentID: parent}, known
			}, "a")

			var ids []string
			for _, p := range path {
				ids = append(ids, p.ID)
			}
			require.Equal(t, test.path, ids)
			require.Equal(t, test.complete, complete)
		})
	}
}

func TestPathOfNoProgrammeIsCompleteAndEmpty(t *testing.T) {
	path, complete := domain.Path(func(string) (domain.Programme, bool) { return domain.Programme{}, true }, "")
	require.True(t, complete)
	require.Empty(t, path)
}
