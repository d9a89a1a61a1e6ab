package domain

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
)

// filterFunctions is the part of CEL that filters are written in. It is chosen so that evaluating a filter cannot fail:
// no index, no arithmetic, no conversion. What is wrong with a filter then shows when the catalogue is read, not when a
// fact is counted.
var filterFunctions = []string{
	"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in",
	"startsWith", "endsWith", "contains", "@not_strictly_false",
}

// locationNames and factNames are the names a filter may use, with their types. A filter of places has no fact.
var (
	locationNames = map[string]*cel.Type{
		"location.kind":      cel.StringType,
		"location.stadsdeel": cel.StringType,
		"location.wijk":      cel.StringType,
		"location.wijk_year": cel.IntType,
	}
	factNames = map[string]*cel.Type{
		"fact.kind":        cel.StringType,
		"fact.method":      cel.StringType,
		"fact.part_of_day": cel.StringType,
		"fact.age_band":    cel.StringType,
		"fact.channel":     cel.StringType,
		"fact.output":      cel.StringType,
		"fact.outcome":     cel.StringType,
		"fact.setting":     cel.StringType,
		"fact.engagement":  cel.StringType,
		"fact.role":        cel.StringType,
		"fact.trajectory":  cel.StringType,
		"fact.exit_reason": cel.StringType,
		"fact.debt_free":   cel.BoolType,
		"fact.asker":       cel.StringType,
		"fact.result":      cel.StringType,
		"fact.voorveld":    cel.BoolType,
		"fact.conversed":   cel.BoolType,
		"programme.code":   cel.StringType,
		"programme.theme":  cel.StringType,
		"programme.path":   cel.ListType(cel.StringType),
	}
)

// filter is a compiled filter expression.
type filter struct{ program cel.Program }

// holds says whether the filter is true of subject.
func (f filter) holds(subject *about) (bool, error) {
	out, _, err := f.program.Eval(subject)
	if err != nil {
		return false, err
	}
	return out == types.True, nil
}

// filterLanguage compiles filters over a set of names.
type filterLanguage struct {
	env   *cel.Env
	names []string
	words vocabulary
}

func newFilterLanguage(words vocabulary, names ...map[string]*cel.Type) (filterLanguage, error) {
	subset := &env.LibrarySubset{IncludeMacros: []string{"exists", "all"}}
	for _, name := range filterFunctions {
		subset.IncludeFunctions = append(subset.IncludeFunctions, env.NewFunction(name))
	}
	lang := filterLanguage{words: words}
	opts := []cel.EnvOption{cel.StdLib(cel.StdLibSubset(subset)), cel.HomogeneousAggregateLiterals()}
	for _, set := range names {
		for name, kind := range set {
			opts = append(opts, cel.Variable(name, kind))
			lang.names = append(lang.names, name)
		}
	}
	slices.Sort(lang.names)
	var err error
	if lang.env, err = cel.NewCustomEnv(opts...); err != nil {
		return filterLanguage{}, fmt.Errorf("filter language: %w", err)
	}
	return lang, nil
}

// compile answers the filter that source says, or everything that is wrong with it.
func (l filterLanguage) compile(source string) (filter, []string) {
	ast, issues := l.env.Compile(source)
	if issues.Err() != nil {
		return filter{}, l.explain(issues)
	}
	if ast.OutputType() != cel.BoolType {
		return filter{}, []string{fmt.Sprintf("it is a %s, but a filter is true or false (bool)", ast.OutputType())}
	}
	if strange := l.words.strange(ast); len(strange) > 0 {
		return filter{}, strange
	}
	program, err := l.env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return filter{}, []string{err.Error()}
	}
	return filter{program: program}, nil
}

func (l filterLanguage) explain(issues *cel.Issues) []string {
	var texts []string
	for _, issue := range issues.Errors() {
		text, undeclared := strings.CutSuffix(issue.Message, " (in container '')")
		if undeclared {
			text += "; known here are " + strings.Join(l.names, ", ")
		}
		// CEL counts lines from 1 and columns from 0.
		at := fmt.Sprintf("at line %d, column %d: ", issue.Location.Line(), issue.Location.Column()+1)
		texts = append(texts, at+text)
	}
	return texts
}
