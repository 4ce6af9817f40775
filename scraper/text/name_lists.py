"""Words of Vietnamese names: family names, given names, offices, and places that look like names."""

from __future__ import annotations

from scraper.text.fold import exact


def _exact(words: str) -> frozenset[str]:
    return frozenset(exact(word) for word in words.split())


def _phrases(phrases: str) -> frozenset[str]:
    return frozenset(exact(phrase) for phrase in " ".join(phrases.split()).split("|"))


CLEAR_SURNAMES = _exact(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Trịnh Trương Đinh Lâm Tạ Tống Nghiêm "
    "Khổng Phùng Quách Tô Triệu Mạc Ngụy Doãn Đàm Hứa Khuất Lã Sầm Tào Lữ Thào Giàng Sùng Kiều Châu Lương Lưu Đoàn"
)
"""Family names that are hardly the first word of anything else of three words or more."""

SURNAMES = CLEAR_SURNAMES | _exact(
    "Mai Cao Hà Chu Thái Tôn Công Vương Văn Thân Từ Giang Quan La Lại Lục Ninh Ông Phí Phó Phương Sơn Thạch Tiêu Trang "
    "Trà Triều Ung Viên Âu Bạch Bành Cù Cung Diệp Điền Đồng Đường Hàn Hạ Kim Lãnh Mẫn Nông Ma Hoàn Vàng Lò Quàng Cầm "
    "Hoa Y Rơ A Lộc Tăng Tưởng Thiều Trầm Vi Viễn Mã Mông Bế Đậu Đới Hầu Cấn Chử Khúc Thang Thi Nhâm Nhan Phù Danh "
    "Ksor Siu Kpă Rmah Nay Rcom Rah Puih Hồi Pơloong Alăng Bríu Zơrâm Bh'riu Kăn Blúp"
)
"""Family names (General Statistics Office lists of common ones, and those of the Central Highlands and
the Trường Sơn), in the form of :func:`exact`."""

DOUBLE_SURNAMES = _phrases("Tôn Thất|Tôn Nữ|Công Tằng|Công Tôn|Hoàng Phủ|Âu Dương")
"""Family names of two words: those of the Nguyễn dynasty's descendants (Huế), and others; ibid."""

GIVEN = _exact(
    "Ái An Anh Ánh Ân Ất Âu Bá Bạch Bách Bảo Bảy Bắc Bằng Băng Bích Biên Bốn Chín Bình Bội Bông Bửu Ca Cao Cảnh Cầm Cẩm Cẩn Cát "
    "Chánh Chấn Châu Chi Chí Chiến Chiểu Chinh Chính Chung Chuyên Chương Công Cơ Cúc Cung Cương Cường Danh Dân Dần Di Dĩ "
    "Diễm Diên Diễn Diệp Diệu Dinh Doan Doãn Du Duệ Dung Dũng Duy Duyên Dư Dương Dưỡng Dzũng Đài Đại Đàm Đan Đàn Đạo Đạt "
    "Đăng Đằng Điền Điệp Điểu Đính Đình Định Đoan Đoàn Đô Đông Đồng Đức Đường Đương Giang Giao Giáp Hà Hạ Hài Hải Hàn Hãn "
    "Hạnh Hào Hảo Hạo Hằng Hân Hậu Hiên Hiến Hiền Hiển Hiện Hiệp Hiếu Hiểu Hiệu Hinh Hoa Hóa Hòa Hoài Hoan Hoàn Hoàng "
    "Hoạt Hoằng Hồ Hối Hồng Hợi Hợp Huân Huấn Huế Huệ Hùng Huy Huyên Huyền Huyến Huynh Huỳnh Hưng Hướng Hường Hương Hữu Hy "
    "Kha Khá Khả Khai Khải Khang Khanh Khánh Khâm Khiêm Khiết Khoa Khoan Khoát Khôi Khôn Khởi Khuê Khuyên Khương Kiên Kiệm "
    "Kiều Kiệt Kim Kính Kỳ Kỷ La Lạc Lài Lai Lam Lâm Lan Lãm Lành Lân Lập Lệ Liêm Liên Liễu Linh Loan Long Lộc Lợi Lũy Luân Luận "
    "Luật Lụa Lực Lương Lượng Lưu Ly Lý Mai Mãn Mạnh Mão Mẫn Mận Mậu Mến Mi Miên Minh Mơ Mùi Muội Mười My Mỹ Na Nam Năm Nga Ngà "
    "Ngạn Ngân Nghi Nghĩa Nghiêm Nghiệp Ngoan Ngọc Ngôn Nguyên Nguyện Nguyệt Nhã Nhàn Nhàng Nhân Nhẫn Nhật Nhi Nhị Nhiên Nho "
    "Nhu Nhung Như Nhựt Ninh Nữ Nương Oanh Phái Phan Phát Phấn Phi Phong Phú Phúc Phục Phùng Phụng Phước Phượng Phương Qua Quân "
    "Quang Quảng Quán Quế Quốc Quy Quý Quyên Quyền Quyết Quỳnh Sa San Sang Sáng Sáu Sâm Sen Sĩ Sinh Song Soi Sơn Sương Sử Sự Tá Tài Tám Tam Tâm "
    "Tân Tấn Tất Tăng Tằng Tây Thạch Thái Thanh Thành Thạnh Thảo Thạo Tháp Thao Thắm Thắng Thăng Thân Thận Thật Thâu Thể Thế Thi Thì Thị Thìn "
    "Thiên Thiện Thiệp Thiết Thiều Thiệu Thịnh Thoa Thoại Thoan Thoảng Thọ Thôi Thông Thơ Thơm Thới Thời Thu Thuần Thuận Thuật Thục "
    "Thủy Thuỳ Thuý Thụy Thuyên Thuyết Thư Thừa Thức Thương Thường Thượng Ti Tích Tiên Tiến Tiếp Tiệp Tín Tính Tình Tịnh "
    "Toán Toàn Toại Tôn Tố Trà Trác Trạch Trang Tráng Trâm Trân Trần Trí Trị Triết Triều Triển Triệu Trinh Trình Trọng Trúc Trung Truyền Trực Trường "
    "Trượng Tú Tuân Tuấn Tuất Tuệ Tùng Túc Tuyên Tuyền Tuyến Tuyết Tuyển Tư Từ Tứ Tự Tương Tường Tưởng Tỵ Tý Uy Uyên Uyển Út Ưng Vạn Văn Vân "
    "Vận Vi Vĩ Vị Viên Viễn Viện Việt Viết Vinh Vĩnh Vịnh Võ Vọng Vui Vũ Vương Vượng Vy Vỹ Xoa Xoan Xuân Xuyên Xuyến Ý Yên Yến "
    "A B C D Đ G H K L M N O P Q R S T U V X Y"
)
"""Syllables of middle and given names; single letters stand for a name that is not told."""

PLACES = _phrases(
    "An Giang|Bà Rịa|Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau|"
    "Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|"
    "Hải Phòng|Hậu Giang|Hòa Bình|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|"
    "Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|"
    "Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Thừa Thiên|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái|"
    "Hồ Chí Minh|Sài Gòn|Huế|Việt Nam|Hương Trà|Hương Thủy|Phong Điền|Quảng Điền|Phú Vang|Phú Lộc|Nam Đông|A Lưới|Tứ Hạ|"
    "Thuận Hóa|Phú Xuân|Hương Hồ|Hương Vân|Hương Văn|Hương Xuân|Hương Chữ|Hương An|Hương Toàn|Hương Vinh|Hương Bình|Bình Điền|"
    "Bình Tiến|Bình Thành|Hồng Tiến|Hải Dương|Hương Phong|Hương Thọ|Hội An|Tam Kỳ|Điện Bàn|Đại Lộc|Duy Xuyên|Quế Sơn|Thăng Bình|"
    "Núi Thành|Tiên Phước|Phước Sơn|Nam Giang|Đông Giang|Tây Giang|Nam Trà My|Bắc Trà My|Hòa Vang|Sơn Trà|Liên Chiểu|Cẩm Lệ|"
    "Ngũ Hành Sơn|Thanh Khê|Hải Châu|Đông Hà|Hải Lăng|Triệu Phong|Gio Linh|Vĩnh Linh|Cam Lộ|Hướng Hóa|Đakrông|Đồng Hới|Ba Đồn|"
    "Bố Trạch|Lệ Thủy|Quảng Trạch|Minh Hóa|Tuyên Hóa|Hồng Lĩnh|Kỳ Anh|Cẩm Xuyên|Thạch Hà|Can Lộc|Đức Thọ|Nghi Xuân|Vũ Quang|"
    "Lộc Hà|Hương Khê|Nghi Lộc|Diễn Châu|Quỳnh Lưu|Yên Thành|Đô Lương|Tân Kỳ|Quỳ Hợp|Quỳ Châu|Quế Phong|Cửa Lò|Hưng Nguyên|"
    "Nam Đàn|Thanh Chương|Con Cuông|Sầm Sơn|Bỉm Sơn|Nga Sơn|Hậu Lộc|Hoằng Hóa|Quảng Xương|Tĩnh Gia|Nghi Sơn|Nông Cống|Triệu Sơn|"
    "Thọ Xuân|Yên Định|Thiệu Hóa|Vĩnh Lộc|Cẩm Thủy|Ngọc Lặc|Như Xuân|Như Thanh|Bá Thước|Quan Hóa|Quan Sơn|Tam Điệp|Gia Viễn|Nho Quan|"
    "Kim Sơn|Yên Khánh|Yên Mô|Hoa Lư|Phủ Lý|Duy Tiên|Kim Bảng|Lý Nhân|Mỹ Lộc|Nam Trực|Trực Ninh|Xuân Trường|Giao Thủy|Hải Hậu|"
    "Nghĩa Hưng|Ý Yên|Vụ Bản|Đông Hưng|Hưng Hà|Kiến Xương|Quỳnh Phụ|Thái Thụy|Tiền Hải|Vũ Thư|Chí Linh|Kinh Môn|Hoàn Kiếm|Ba Đình|"
    "Đống Đa|Hai Bà Trưng|Cầu Giấy|Thanh Xuân|Hoàng Mai|Long Biên|Tây Hồ|Nam Từ Liêm|Bắc Từ Liêm|Hà Đông|Sơn Tây|Ba Vì|Phúc Thọ|"
    "Đan Phượng|Hoài Đức|Quốc Oai|Thạch Thất|Chương Mỹ|Thanh Oai|Thường Tín|Phú Xuyên|Ứng Hòa|Mỹ Đức|Thanh Trì|Gia Lâm|Đông Anh|"
    "Sóc Sơn|Mê Linh|Hồng Bàng|Ngô Quyền|Lê Chân|Kiến An|Đồ Sơn|Dương Kinh|An Dương|An Lão|Kiến Thụy|Tiên Lãng|Vĩnh Bảo|Cát Hải|"
    "Thủy Nguyên|Hạ Long|Cẩm Phả|Uông Bí|Móng Cái|Đông Triều|Quảng Yên|Tiên Yên|Bình Liêu|Vân Đồn|Cô Tô|Từ Sơn|Quế Võ|Yên Phong|"
    "Thuận Thành|Gia Bình|Lương Tài|Lục Ngạn|Lục Nam|Sơn Động|Yên Thế|Tân Yên|Hiệp Hòa|Việt Yên|Yên Dũng|Vĩnh Yên|Phúc Yên|Tam Đảo|"
    "Tam Dương|Vĩnh Tường|Yên Lạc|Bình Xuyên|Sông Lô|Việt Trì|Lâm Thao|Tam Nông|Thanh Ba|Thanh Thủy|Đoan Hùng|Hạ Hòa|Cẩm Khê|Yên Lập|"
    "Thanh Sơn|Tân Sơn|Nha Trang|Cam Ranh|Ninh Hòa|Vạn Ninh|Diên Khánh|Cam Lâm|Khánh Sơn|Khánh Vĩnh|Trường Sa|Hoàng Sa|Tuy Hòa|Sông Cầu|"
    "Đông Hòa|Tuy An|Đồng Xuân|Phú Hòa|Tây Hòa|Sơn Hòa|Sông Hinh|Quy Nhơn|An Nhơn|Hoài Nhơn|Phù Cát|Phù Mỹ|Tuy Phước|Tây Sơn|Vân Canh|"
    "Vĩnh Thạnh|Hoài Ân|Đức Phổ|Bình Sơn|Sơn Tịnh|Tư Nghĩa|Nghĩa Hành|Mộ Đức|Lý Sơn|Trà Bồng|Sơn Hà|Ba Tơ|Đà Lạt|Bảo Lộc|"
    "Đức Trọng|Di Linh|Đơn Dương|Lạc Dương|Buôn Ma Thuột|Pleiku|An Khê|Phan Thiết|La Gi|Phan Rang|Biên Hòa|Long Khánh|Long Thành|"
    "Nhơn Trạch|Xuân Lộc|Định Quán|Tân Phú|Vĩnh Cửu|Thống Nhất|Trảng Bom|Thủ Dầu Một|Thuận An|Dĩ An|Tân Uyên|Bến Cát|Đồng Xoài|"
    "Bình Long|Phước Long|Lộc Ninh|Bù Đăng|Thủ Đức|Bình Thạnh|Gò Vấp|Phú Nhuận|Tân Bình|Bình Tân|Củ Chi|Hóc Môn|Bình Chánh|Nhà Bè|"
    "Cần Giờ|Tân An|Bến Lức|Đức Hòa|Đức Huệ|Cần Đước|Cần Giuộc|Mỹ Tho|Gò Công|Cai Lậy|Cái Bè|Châu Thành|Cao Lãnh|Sa Đéc|Hồng Ngự|"
    "Lấp Vò|Lai Vung|Long Xuyên|Châu Đốc|Tân Châu|An Phú|Phú Tân|Châu Phú|Tịnh Biên|Tri Tôn|Chợ Mới|Thoại Sơn|Rạch Giá|Hà Tiên|"
    "Phú Quốc|Ninh Kiều|Bình Thủy|Cái Răng|Ô Môn|Thốt Nốt|Phong Điền|Vị Thanh|Ngã Bảy|Vĩnh Châu|Ngã Năm|Giá Rai|Sông Hương|"
    "Ngự Bình|Bạch Mã|Trường Sơn|Trường Tiền|Đông Ba|Lăng Cô|Thuận An|Chân Mây|Vỹ Dạ|Gia Hội|Phú Hội|An Cựu|Đông Nam Á|"
    "Châu Á|Châu Âu|Hoa Kỳ|Trung Quốc|Hàn Quốc|Nhật Bản|Thái Lan|Lào|Nga|Anh|Pháp"
)
"""Provinces, districts and other places whose names look like those of persons. Alone in a
line they are a place."""

OFFICE = frozenset(
    exact(w) for w in (
        "ubnd|hđnd|ubmttq|ubmttqvn|mttq|mặt trận|ủy ban|uỷ ban|hội đồng|phòng|ban|trung tâm|sở|chi cục|cục|tổng cục|bộ|"
        "văn phòng|công an|quân sự|bchqs|đảng ủy|đảng uỷ|thị ủy|thành ủy|huyện ủy|tỉnh ủy|chi bộ|đoàn thanh niên|thị đoàn|thành đoàn|huyện đoàn|tỉnh đoàn|xã đoàn|"
        "hội|liên đoàn|trường|bệnh viện|trạm|đài|báo|tạp chí|cổng|trang|website|viện|công ty|điện lực|kho bạc|thuế|"
        "chi nhánh|ngân hàng|bảo hiểm|xã|phường|thị xã|thị trấn|huyện|thành phố|tỉnh|tổ|thôn|khối|ttxvn|ttx|vov|vtv|"
        "tttt|vhtt|vh-tt|ttvh|ttvhtt|tt|ttđt|cttđt|bbt|btv|bhxh|ldld|lđlđ|ld|department|office|council|city|town|county|"
        "press|communications|team|ministry|agency|municipality|gemeinde|stadt|amt|landratsamt|pressestelle|redaktion|"
        "rathaus|mairie|ville|commune|service|ayuntamiento|concejalía|government|board|committee|university|school|"
        "police|news|newsroom|media|library|authority|association|society|division|bureau|staff|services|works|"
        "district|parks|recreation|fire|rescue|public|verwaltung|fachbereich|bürgermeisteramt|stadtverwaltung|"
        "préfecture|département|región|gobierno|prensa|gabinete|diputación|comune|câmara|prefeitura|village|township"
    ).split("|")
)  # fmt: skip
"""Words with which the name of an office begins, accents kept: Đại is a rank, Đài a station."""

AREAS = _exact("xã phường thị huyện quận thành tỉnh thôn làng khối khu tổ")
"""Words with which the name of an area begins; no area signs."""

OFFICE_WORDS = _exact(
    "an ban bảo bạc biên binh bộ cao cán cấp chi chiến chính chức chữ cháy chữa chấp chống cơ công cộng cổng cục của cứu cựu cụm da dục dân đảng đài đào "
    "đại đạo địa địch đoàn đội đô động đồng đốc đình điện điều đường độ gia giáo giao giải giới hải hàng hành hiểm hình "
    "hiệp hoạch hóa học họa hóa hộ hội huyện hữu kế khí khoa khoáng khoa kho khu khuyến kiểm kinh kỹ lao lâm lập lãnh liên lịch lực lý luật "
    "mầm mặt mới môi mỹ nam nghiệp nghệ nguyên nhà nhân nhi niên non nội nông nước nữ ninh ngân ngoại người phát phòng phố phổ pháp phối phương "
    "phụ phường quản quân quốc quận quyền sản sát sinh sĩ sở số soạn sự sử tài tạo tập tâm thanh thành thập thể thao thẩm thi thiên thị thiếu thiện thông "
    "thôn thống thuật thuế thú thủy thực thư thương tin tin tịch tích tiểu tiến toán tòa tổ tổng tra trạm trấn trận triển trung trường trị trí trẻ truyền trách "
    "tuổi tuyên tuyến tư từ tử tỉnh ty tỵ tế tỷ ủy uỷ và vận văn vật vệ vụ vườn viên viện việc việt vực vui xã xây xuất xúc y yếu đỏ biên tập soạn dựng cung câu lạc "
    "huy lệnh trú quỹ tín dụng hợp thủy lợi đê rừng đăng ký đất đai cảnh nạn dự án khuyết tật mồ côi bảo trợ nghề thương mại dịch tải bưu "
    "nhập khẩu hải quan đồn kê lưu trữ thoát thải chợ bến sáng hưu nhiếp ảnh báo chí trí khối doanh cá chăm sóc sức khỏe giống cây trồng vật nuôi"
)
"""Syllables that stand in small letters within the names of offices ("Phòng Tài chính - Kế hoạch")."""

NOT_A_NAME = _phrases(
    "Chủ tịch|Phó chủ tịch|Giám đốc|Người đăng|Người viết|Tác giả|Nguồn|Ảnh|Tin|Bài|Video|Xem thêm|Trang chủ|Tin tức|"
    "Thông báo|Liên hệ|Tải về|In trang|Gửi email|Ý kiến|Bình luận|Kết thúc|Hết|Trân trọng|Trân trọng thông báo|"
    "Nơi nhận|Ký tên|Đã ký|Read more|Contact|Share|Print|Email|News|Home|Press Release|Media Contact|The End|End|"
    "Minh họa|Ảnh minh họa|Tư liệu|Sưu tầm|Tổng hợp|Internet|Facebook|Twitter|Zalo|Youtube|Media Release|Thank You|"
    "Việt Nam|Hà Nội|Huế|Xin cảm ơn|Kính báo|Kính mời|Nhân dân|Cảm ơn|For Immediate Release|Thông tin|"
    "Happy Holidays|Save Date|Quyết định|Kế hoạch|Public Notice|More Information|Tài liệu|Phụ lục|File đính kèm|"
    "Tập tin đính kèm|Tệp đính kèm|Văn bản|Danh sách|Chi tiết|Toàn văn|Quý vị|Bạn đọc|Cập nhật|Kính chào|Xin chào|"
    "Văn Hóa|Xã Hội|Kinh Tế|Giáo Dục|Thể Thao|Du Lịch|Pháp Luật|Chính Trị|An Ninh|Quốc Phòng|Y Tế|Môi Trường|Đời Sống|"
    "Thời Sự|Khoa Học|Công Nghệ|Quốc Tế|Trong Nước|Tuổi Trẻ|Phụ Nữ|Nông Thôn|Nông Nghiệp|Công Thương|Công An|Văn Học|"
    "Công Văn|Lưu Ý|Hạnh Phúc|Tự Do|Độc Lập|Xuân Quê Hương|Thành Công|Thắng Lợi|Bình An|An Khang|An Khang Thịnh Vượng|"
    "Vạn Sự Như Ý|An Sinh|Chính Sách|Thi Đua|Sự Kiện|Văn Nghệ|Mùa Xuân|Mừng Xuân|Đại Hội|Quang Vinh|Kim Ngạch|Trung Thu|"
    "Trung Ương|Địa Phương|Lãnh Đạo|Nhân Sự|Thư Viện|Thư Ký|Thường Trực|Thường Vụ|Phó Giám Đốc|Trưởng Phòng|Hiệu Trưởng|"
    "Trưởng Ban|Bí Thư|Đại Biểu|Hội Nghị|Lễ Hội|Đơn Vị|Cơ Quan|Tổ Chức|Hình Ảnh|Âm Nhạc|Công Dân|Dân Vận|Dân Chủ|Đảng Viên|"
    "Tuyên Truyền|Cải Cách|Chuyển Đổi Số|An Toàn|An Toàn Giao Thông|Giao Thông|Hành Chính|Thành Phố|Tỉnh Ủy|Lý Lịch|Hướng Dẫn|"
    "Lịch Sử|Truyền Thống|Danh Nhân|Văn Chương|Thi Ca|Từ Thiện|Nhân Đạo|Trường Học|Sinh Viên|Học Sinh|Giáo Viên|Nhân Viên|"
    "Duy Nhất|Tương Lai|Quê Hương|Gia Đình|Hòa Giải|Hòa Nhập|Hội Nhập|Thế Giới|Thiên Nhiên|Thiên Tai|Thời Tiết|Quy Định|"
    "Quy Hoạch|Tiến Độ|Phương Án|Công Bố|Công Khai|Công Trình|Dự Án|Đầu Tư|Thương Mại|Tài Chính|Tài Nguyên|Ngân Sách|"
    "Việc Làm|Tuyển Dụng|Tuyển Sinh|Đào Tạo|Lao Động|Thi Tuyển|Kết Quả|Lịch Tiếp Dân|Thủ Tục|Dịch Vụ|Phản Ánh|Góp Ý|Hỏi Đáp|"
    "Đức Phật|Bác Hồ|Ban Biên Tập|Thành Kính|Kính Viếng|Trân Quý|Thân Ái|Thân Mến|Chân Thành|Chúc Mừng|Hân Hạnh|Hân Hoan|"
    "TL|ST|CTV|BTC|NVCC|Nhân vật cung cấp|Xem Tiếp|Đọc Thêm|Tin Liên Quan|Bài Liên Quan|Quay Lại|Staff|Unknown|Anonymous"
)
"""Words in capitals that no person is called: labels, sections, signatures of officials, wishes."""
