<?php
// Installs WordPress and enters what standard input says, as JSON; answers with {"number": {"id", "url"}}.
define('WP_INSTALLING', true);
define('ABSPATH', __DIR__ . '/');
$_SERVER['HTTP_HOST'] = parse_url(getenv('WORDPRESS_HOME'), PHP_URL_HOST);
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
require_once ABSPATH . 'menu.php';
function wp_new_blog_notification(...$ignored) {}  // there is no mail

$portal = json_decode(stream_get_contents(STDIN), true);
wp_install($portal['title'], 'quantri', 'quantri@portal.example', true, '', 'not-used', $portal['language']);
update_option('timezone_string', $portal['timezone']);
update_option('blogdescription', $portal['tagline']);
update_option('date_format', 'd/m/Y');
update_option('time_format', 'H:i');
$wp_rewrite->set_permalink_structure('/%category%/%postname%/');
create_initial_taxonomies();
wp_delete_post(1, true);
wp_defer_term_counting(true);

$authors = [];
foreach ($portal['authors'] as $number => $name) {
    $authors[$name] = wp_insert_user([
        'user_login' => "tacgia$number", 'user_pass' => 'not-used', 'display_name' => $name, 'role' => 'author',
    ]);
}
$sections = [];
foreach ($portal['sections'] as $path) {
    $parent = 0;
    foreach ($path as $depth => $name) {
        $key = implode("\n", array_slice($path, 0, $depth + 1));
        $sections[$key] ??= wp_insert_term($name, 'category', ['parent' => $parent])['term_id'];
        $parent = $sections[$key];
    }
}

function attach(string $name, string $type, string $bytes, string $title): int
{
    $file = wp_upload_bits($name, null, $bytes);
    $id = wp_insert_attachment(['post_mime_type' => $type, 'post_title' => $title], $file['file']);
    if (str_starts_with($type, 'image/')) {
        wp_update_attachment_metadata($id, ['width' => 800, 'height' => 600, 'file' => _wp_relative_upload_path($file['file'])]);
    }
    return $id;
}

$answer = [];
foreach ($portal['posts'] as $post) {
    $content = '';
    foreach ($post['paragraphs'] as $text) {
        $content .= "<!-- wp:paragraph -->\n<p>" . esc_html($text) . "</p>\n<!-- /wp:paragraph -->\n\n";
    }
    if ($post['pdf']) {
        $url = wp_get_attachment_url(attach("{$post['pdf']}.pdf", 'application/pdf', "%PDF-1.4\n%%EOF\n", $post['pdf']));
        $content .= "<!-- wp:file {\"href\":\"$url\"} -->\n<div class=\"wp-block-file\"><a href=\"$url\">"
            . esc_html($post['pdf']) . "</a></div>\n<!-- /wp:file -->\n\n";
    }
    $id = wp_insert_post(wp_slash([
        'post_title' => $post['title'], 'post_content' => $content, 'post_excerpt' => $post['lead'],
        'post_status' => 'publish', 'post_date' => $post['published'],
        'post_author' => $authors[$post['author']],
        'post_category' => [$sections[implode("\n", $post['section'])]], 'tags_input' => $post['tags'],
    ]), true);
    if (is_wp_error($id)) {
        fwrite(STDERR, $id->get_error_message());
        exit(1);
    }
    if ($post['picture']) {
        set_post_thumbnail($id, attach("{$post['picture']}.png", 'image/png', base64_decode($portal['png']), $post['picture']));
    }
    $answer[$post['number']] = $id;
}
wp_defer_term_counting(false);

$menu = classic_menu();
block_menu();
foreach ($portal['themes'] as $theme) {
    switch_theme($theme);
    set_theme_mod('nav_menu_locations', ['primary' => $menu]);
}
echo json_encode($answer);
