package web

import (
	"bytes"
	"html/template"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// markdown shows the small Markdown of a [chat.Message] as HTML. Its parser
// knows paragraphs, lists, bold, italic and links and nothing else: no HTML of
// a message reaches the page, and a picture becomes its words.
type markdown struct{ md goldmark.Markdown }

func newMarkdown() markdown {
	return markdown{goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(
				util.Prioritized(parser.NewListParser(), 300),
				util.Prioritized(parser.NewListItemParser(), 400),
				util.Prioritized(parser.NewParagraphParser(), 1000),
			),
			parser.WithInlineParsers(
				util.Prioritized(parser.NewLinkParser(), 200),
				util.Prioritized(parser.NewEmphasisParser(), 500),
			),
		)),
		goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
			util.Prioritized(safeNodes{}, 100),
			util.Prioritized(html.NewRenderer(html.WithHardWraps()), 1000),
		))),
	)}
}

// block renders text with its paragraphs; inline without the paragraph around
// a text that is only one.
func (m markdown) block(text string) templ.Component { return templ.Raw(m.html(text)) }

func (m markdown) inline(text string) templ.Component {
	out := m.html(text)
	const open, end = "<p>", "</p>\n"
	if inner, ok := bytes.CutPrefix([]byte(out), []byte(open)); ok {
		if inner, ok = bytes.CutSuffix(inner, []byte(end)); ok && !bytes.Contains(inner, []byte(open)) {
			out = string(inner)
		}
	}
	return templ.Raw(out)
}

func (m markdown) html(text string) string {
	var out bytes.Buffer
	if err := m.md.Convert([]byte(text), &out); err != nil {
		return "<p>" + template.HTMLEscapeString(text) + "</p>\n"
	}
	return out.String()
}

// safeNodes renders links so that they leave in a window of their own and take
// nothing along, and pictures as their words, so that none is fetched.
type safeNodes struct{}

func (s safeNodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, s.link)
	reg.Register(ast.KindImage, s.image)
}

func (safeNodes) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if html.IsDangerousURL(n.Destination) {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	_, err := w.WriteString(`<a target="_blank" rel="noopener noreferrer" href="` + string(util.EscapeHTML(util.URLEscape(n.Destination, true))) + `">`)
	return ast.WalkContinue, err
}

func (safeNodes) image(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkContinue, nil
}
