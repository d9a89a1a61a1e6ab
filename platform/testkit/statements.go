package testkit

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// statement is one to a database, as a source says it.
type statement struct {
	name, at string
	text     string // "" where it is put together from what is only known when it runs
}

// named is how a statement begins.
var named = regexp.MustCompile(`^-- name: (\w+) `)

// statementsIn answers the statements of the sources below a folder that have a name, but for those of tests.
func statementsIn(t testing.TB, folder string) (found []statement) {
	files, packages := token.NewFileSet(), map[string]source{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		if packages[dir].constants == nil {
			packages[dir] = source{constants: map[string]ast.Expr{}}
		}
		packages[dir] = packages[dir].with(file)
		return nil
	}))
	for _, p := range packages {
		for _, file := range p.files {
			ast.Inspect(file, func(node ast.Node) bool {
				expr, is := node.(ast.Expr)
				if !is {
					return true
				}
				name := named.FindStringSubmatch(p.begin(expr))
				if name == nil {
					return true
				}
				text, _ := p.text(expr)
				at := files.Position(expr.Pos())
				found = append(found, statement{name: name[1], at: fmt.Sprintf("%s:%d", at.Filename, at.Line), text: text})
				return false
			})
		}
	}
	return found
}

// source is what the files of a package say.
type source struct {
	files     []*ast.File
	constants map[string]ast.Expr
}

func (s source) with(file *ast.File) source {
	s.files = append(s.files, file)
	for _, d := range file.Decls {
		group, is := d.(*ast.GenDecl)
		if !is || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			spec := spec.(*ast.ValueSpec)
			for i, value := range spec.Values {
				s.constants[spec.Names[i].Name] = value
			}
		}
	}
	return s
}

// begin answers the literal that the text of expr begins with, or "".
func (s source) begin(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.BasicLit:
		text, _ := s.text(e)
		return text
	case *ast.BinaryExpr:
		return s.begin(e.X)
	case *ast.CallExpr:
		if function, is := e.Fun.(*ast.SelectorExpr); is && function.Sel.Name == "Sprintf" {
			return s.begin(e.Args[0])
		}
	}
	return ""
}

// text answers what expr says, where that is known from the source alone. Numbers are put in as 0: which one it is changes no plan.
func (s source) text(expr ast.Expr) (text string, known bool) {
	switch e := expr.(type) {
	case *ast.ParenExpr:
		return s.text(e.X)
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		value, is := s.constants[e.Name]
		if !is {
			return "", false
		}
		return s.text(value)
	case *ast.BinaryExpr:
		left, is := s.text(e.X)
		right, too := s.text(e.Y)
		if !is || !too {
			return "", false
		}
		return left + right, true
	case *ast.CallExpr:
		return s.called(e)
	}
	return "", false
}

// called answers what the call of a function says that is known here.
func (s source) called(call *ast.CallExpr) (text string, known bool) {
	function, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return "", false
	}
	switch function.Sel.Name {
	case "ForShare": // it says nothing to SQLite
		return "", true
	case "Sprintf":
		format, known := s.text(call.Args[0])
		if strings.Contains(strings.ReplaceAll(format, "%%", ""), "%s") {
			return "", false
		}
		return strings.ReplaceAll(strings.ReplaceAll(format, "%d", "0"), "%%", "%"), known
	}
	return "", false
}
