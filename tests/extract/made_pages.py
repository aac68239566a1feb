"""Pages made for the tests, in the shape of real ones: words and markup are our own."""

from __future__ import annotations

SENTENCES = (
    "Chiều qua, đoàn công tác của thành phố đã có mặt tại khu vực bờ kè để kiểm tra tiến độ thi công đoạn còn lại.",
    "Theo ban quản lý dự án, nhà thầu đang huy động thêm máy móc và nhân công để kịp hoàn thành trước mùa mưa năm nay.",
    "Nhiều hộ dân sống gần công trình cho biết họ mong con đường mới sớm thông xe để việc đi lại được thuận tiện hơn.",
    "Đại diện phường nói việc bồi thường đã xong với hầu hết các hộ, chỉ còn vài trường hợp đang chờ xác minh giấy tờ.",
    "Công trình dài hơn hai cây số, có vỉa hè rộng, hàng cây xanh và hệ thống chiếu sáng dùng pin mặt trời.",
    "Dự kiến đến cuối quý tới, toàn bộ hạng mục sẽ được bàn giao cho đơn vị vận hành của thành phố.",
)


def paragraphs(count: int = 6, tag: str = "p") -> str:
    """`count` paragraphs of running text, no two alike."""
    return "".join(f"<{tag}>{SENTENCES[i % 6]} Đây là đoạn thứ {i + 1} của bài.</{tag}>\n" for i in range(count))


FOUNDING_URL = "https://bao.example.vn/phap-luat/bo-ke-moi-ben-song-post812345.html"

FOUNDING = f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8">
<title>Bờ kè mới bên sông sắp hoàn thành | Báo Mẫu</title>
<meta property="og:site_name" content="Báo Mẫu"><meta property="og:type" content="article">
<meta property="og:title" content="Bờ kè mới bên sông sắp hoàn thành">
<meta property="og:image" content="/anh/bo-ke-toan-canh.jpg">
<meta property="article:published_time" content="2025-12-04T08:15:00">
<link rel="canonical" href="https://bao.example.vn/phap-luat/bo-ke-moi-ben-song-post812345.html?utm_source=rss">
<link rel="amphtml" href="https://bao.example.vn/amp/bo-ke-moi-ben-song-post812345.html">
</head><body>
<nav class="main-menu"><a href="/thoi-su/">Thời sự</a> <a href="/phap-luat/">Pháp luật</a></nav>
<div class="site-body"><div class="article">
 <h1 class="article__title">Bờ kè mới bên sông sắp hoàn thành</h1>
 <div class="article__meta"><span class="author">Lê Minh An</span> <time>04/12/2025 08:15</time></div>
 <div class="article__sapo"><p>(PLO) - Ngày 4/12, thành phố cho biết bờ kè dài hai cây số bên sông sắp xong.</p></div>
 <div class="article__body cms-body">
  <table class="picture" align="center"><tr><td><img data-src="/anh/bo-ke-1.jpg" src="/anh/blank.gif"></td></tr>
   <tr><td class="caption">Đoàn công tác đi dọc bờ kè. Ảnh: MINH AN</td></tr></table>
  {paragraphs(3)}
  <figure><img src="https://cdn.example.vn/anh/bo-ke-2.jpg" width="900" height="600">
   <figcaption>Người dân xem bản vẽ con đường.</figcaption></figure>
  <h2>Chờ ngày thông xe</h2>
  {paragraphs(6)[len(paragraphs(3)) :]}
  <p>Xem <a href="https://vi.example.org/wiki/ke">khái niệm kè</a> và <b>bản đồ</b> của dự án, do phường công bố.</p>
  <div class="article__share"><a href="https://facebook.com/sharer?u=x">Chia sẻ</a></div>
 </div>
 <div class="related-news"><h3>TIN LIÊN QUAN</h3><ul>
  <li><a href="/khoi-cong-bo-ke-ben-song-post800001.html">Khởi công bờ kè bên sông sau mười năm chờ đợi</a></li>
  <li>
   <a href="/den-bu-giai-toa-doc-bo-song-post800002.html">Đền bù giải tỏa dọc bờ sông: còn năm hộ chưa nhận tiền</a>
   </li>
 </ul></div>
 <section class="zone"><h3>Cùng chuyên mục</h3>
  <article class="story"><figure><a href="/cau-vuot-moi-o-cua-ngo-post810003.html"><img src="/anh/cau-vuot.jpg"></a>
   </figure>
   <p class="caption">Cầu vượt nhìn từ trên cao.</p>
   <h4><a href="/cau-vuot-moi-o-cua-ngo-post810003.html">Cầu vượt mới ở cửa ngõ phía tây thông xe sớm một tháng</a></h4>
   <div class="summary">Sau một năm rưỡi thi công, cây cầu đã cho xe máy và ô tô con chạy thử.</div></article>
 </section>
 <section class="zone"><h3>Đọc thêm</h3><div>
  <article class="story"><h4>
   <a href="/gia-ve-xe-tet-post810010.html">Giá vé xe Tết năm nay tăng ra sao so với năm trước</a></h4></article>
  <article class="story"><h4>
   <a href="/mua-trai-mua-post810011.html">Mưa trái mùa gây ngập nhiều tuyến đường trung tâm</a></h4></article>
  <article class="story"><h4>
   <a href="/truong-hoc-moi-post810012.html">Thêm ba trường học mới đón học sinh từ học kỳ hai</a></h4></article>
 </div></section>
 <section class="zone"><h3>Đọc nhiều</h3><div id="filled-by-script"></div></section>
</div></div>
<footer><p>Cơ quan chủ quản: một cơ quan nào đó. Giấy phép số 1. Ghi rõ nguồn khi phát hành lại thông tin.</p></footer>
</body></html>"""


def article(
    body: str = "", *, head: str = "", title: str = "Một tiêu đề đủ dài cho bài báo mẫu", lang: str = "vi"
) -> bytes:
    """A plain article page with `body` after its paragraphs and `head` in its head."""
    page = f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
   <title>{title} | Báo Mẫu</title>{head}</head>
<body><h1>{title}</h1><div class="article-body">{paragraphs()}{body}</div></body></html>"""
    return page.encode("utf-8")


ARTICLE_URL = "https://bao.example.vn/mot-bai-bao-mau-102030.html"
